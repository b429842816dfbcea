// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/// The walls of the house, the same in every module. A module's `ArchitectureTests` includes them.
public final class HouseRules {

    /// Null appears only where it is said.
    @ArchTest
    static final ArchRule packagesAreNullMarked =
            classes()
                    .that()
                    .resideInAPackage("afterword..")
                    .should(
                            new ArchCondition<JavaClass>(
                                    "lie in a package with a package-info that is @NullMarked") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    boolean marked =
                                            type.getPackage().isAnnotatedWith(NullMarked.class);
                                    events.add(
                                            new SimpleConditionEvent(
                                                    type,
                                                    marked,
                                                    type.getPackageName()
                                                            + " of "
                                                            + type.getSimpleName()));
                                }
                            });

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("afterword.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .ignoreDependency(areTests(), DescribedPredicate.alwaysTrue())
                    .allowEmptyShould(true);

    /// Rooms of one service, too.
    @ArchTest
    static final ArchRule roomsAreFreeOfCycles =
            slices().matching("afterword.*.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .ignoreDependency(areTests(), DescribedPredicate.alwaysTrue())
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule intakeIsImportedByNobody =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("afterword.*.intake..")
                    .and(areNotWiring())
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("afterword.*.intake..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther =
            slices().matching("afterword.(gateway|events|analysis)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule coresAreFreeOfSpring =
            noClasses()
                    .that(
                            resideInAnyPackage(
                                    "afterword.contract..",
                                    "afterword.concurrent..",
                                    "afterword.*.transcript..",
                                    "afterword.simulator.."))
                    .and()
                    .haveSimpleNameNotEndingWith("IT")
                    .and()
                    .haveSimpleNameNotEndingWith("Settings")
                    .and()
                    .haveSimpleNameNotEndingWith("SettingsTests")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule contractKnowsJacksonAtMost =
            noClasses()
                    .that()
                    .resideInAPackage("afterword.contract..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("afterword..")
                                    .and(
                                            DescribedPredicate.not(
                                                    resideInAPackage("afterword.contract.."))))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule concurrentKnowsTheJdkOnly =
            classes()
                    .that()
                    .resideInAPackage("afterword.concurrent..")
                    .and()
                    .haveSimpleNameNotEndingWith("Tests")
                    .and()
                    .haveSimpleNameNotContaining("Tests$")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..", "afterword.concurrent..", "org.jspecify..", "org.slf4j..")
                    .allowEmptyShould(true);

    /// A bean is found by its package; nobody else needs its name.
    @ArchTest
    static final ArchRule beansAreNotPublic =
            classes()
                    .that()
                    .areMetaAnnotatedWith("org.springframework.stereotype.Component")
                    .and()
                    .areNotMetaAnnotatedWith("org.springframework.context.annotation.Configuration")
                    .should()
                    .notBePublic()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule entitiesAreNotPublic =
            classes()
                    .that()
                    .areAnnotatedWith("jakarta.persistence.Entity")
                    .should()
                    .notBePublic()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields =
            noFields()
                    .should()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                    .orShould()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                    .allowEmptyShould(true);

    /// Time is handed in, or is the database's.
    @ArchTest
    static final ArchRule clocksAreHandedIn =
            noClasses()
                    .that(areNotWiring())
                    .and(areNotTests())
                    .and()
                    .resideOutsideOfPackages(
                            "afterword.local..",
                            "afterword.servers..",
                            "afterword.kafka..",
                            "afterword.simulator..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .allowEmptyShould(true);

    /// The common pool has no bound and no owner.
    @ArchTest
    static final ArchRule theCommonPoolIsNotUsed =
            noClasses()
                    .should()
                    .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                    .orShould()
                    .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                    .orShould()
                    .callMethod(java.util.Collection.class, "parallelStream")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.concurrent.ForkJoinPool")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule standardStreamsAreForTheConsoleOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "afterword.local..",
                            "afterword.simulator..",
                            "afterword.servers..",
                            "afterword.kafka..",
                            "afterword.analysis.trial..")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule testsDoNotSleep =
            noClasses()
                    .that(areTests())
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(Thread.class, "sleep", java.time.Duration.class)
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule loggersAreConstants =
            fields().that()
                    .haveRawType("org.slf4j.Logger")
                    .should()
                    .haveModifier(JavaModifier.STATIC)
                    .andShould()
                    .haveModifier(JavaModifier.FINAL)
                    .allowEmptyShould(true);

    private HouseRules() {}

    private static DescribedPredicate<JavaClass> areNotWiring() {
        return DescribedPredicate.describe(
                "are not wiring",
                type ->
                        !type.getSimpleName().endsWith("Configuration")
                                && !type.getSimpleName().endsWith("Application")
                                && !type.getName().contains("Configuration$")
                                && !type.getName().contains("Tests")
                                && !type.getSimpleName().endsWith("IT"));
    }

    private static DescribedPredicate<JavaClass> areTests() {
        return DescribedPredicate.describe("are tests", HouseRules::isTest);
    }

    private static boolean isTest(JavaClass type) {
        return type.getPackageName().equals("afterword.testing")
                || type.getSource()
                        .filter(source -> isTestPath(source.getUri().toString()))
                        .isPresent();
    }

    private static boolean isTestPath(String uri) {
        return uri.contains("/test-classes/") || uri.contains("-tests.jar");
    }

    private static DescribedPredicate<JavaClass> areNotTests() {
        return DescribedPredicate.not(areTests());
    }
}
