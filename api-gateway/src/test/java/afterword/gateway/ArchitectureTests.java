// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import afterword.gateway.access.Needs;
import afterword.gateway.access.Open;
import afterword.testing.HouseRules;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.RequestMapping;

@AnalyzeClasses(packages = "afterword.gateway")
class ArchitectureTests {

    @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

    /// A new route without a scope is a hole.
    @ArchTest
    static final ArchRule everyRouteSaysWhoMayUseIt =
            methods()
                    .that()
                    .areMetaAnnotatedWith(RequestMapping.class)
                    .should()
                    .beAnnotatedWith(Needs.class)
                    .orShould()
                    .beAnnotatedWith(Open.class);
}
