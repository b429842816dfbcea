// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import afterword.testing.HouseRules;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;

@AnalyzeClasses(packages = "afterword.analysis")
class ArchitectureTests {

    @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);
}
