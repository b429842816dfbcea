// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;

@AnalyzeClasses(packages = "afterword")
class ArchitectureTests {

    @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);
}
