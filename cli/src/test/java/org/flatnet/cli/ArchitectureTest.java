package org.flatnet.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom: the arrows of docs/architecture.md. */
class ArchitectureTest {
    private static final String ROOT = "org.flatnet.";
    private static final List<String> FOR_ALL = List.of("model", "liveness");
    private static final List<String> FEATURES = List.of("pod", "fabric", "masquerade", "guard", "service");

    /** What each package of the agent may know besides itself, {@code model}, {@code liveness} and the kernel library. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("liveness", List.of()),
            Map.entry("cluster", List.of()),
            Map.entry("source", List.of("cluster")),
            Map.entry("ipam", List.of()),
            Map.entry("reconcile", List.of("cluster")),
            Map.entry("fabric", List.of("reconcile", "cluster")),
            Map.entry("masquerade", List.of("reconcile", "cluster")),
            Map.entry("guard", List.of("reconcile", "cluster")),
            Map.entry("service", List.of("reconcile", "cluster")),
            Map.entry("pod", List.of("reconcile", "cluster")),
            Map.entry("cni", List.of("ipam", "pod", "reconcile")),
            Map.entry(
                    "agent",
                    List.of(
                            "cni",
                            "ipam",
                            "pod",
                            "reconcile",
                            "fabric",
                            "masquerade",
                            "guard",
                            "service",
                            "source",
                            "cluster")));

    /** The kernel library's packages, each of which may know those before it. */
    private static final List<String> LIBRARY = List.of("net", "sys", "netlink");

    private static JavaClasses classes = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.flatnet");
        assertThat(classes.size()).isGreaterThan(200);
    }

    static Stream<String> agentPackages() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("agentPackages")
    void aPackageOfTheAgentKnowsNoneButItsOwn(String name) {
        List<String> forbidden = MAY_KNOW.keySet().stream()
                .filter(other -> !other.equals(name) && !FOR_ALL.contains(other))
                .filter(other -> !MAY_KNOW.getOrDefault(name, List.of()).contains(other))
                .map(other -> ROOT + other + "..")
                .toList();
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .allowEmptyShould(false)
                .check(classes);
    }

    @Test
    void everyPackageOfTheAgentHasItsRule() {
        List<String> found = classes.stream()
                .map(type -> type.getPackageName())
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()).replaceFirst("\\..*", ""))
                .filter(name -> !List.of("kernel", "lab", "cli").contains(name))
                .distinct()
                .toList();
        assertThat(MAY_KNOW.keySet()).containsAll(found);
    }

    @Test
    void featuresDoNotKnowEachOther() {
        slices().matching(ROOT + "(" + String.join("|", FEATURES) + ")..")
                .should()
                .notDependOnEachOther()
                .check(classes);
    }

    @Test
    void theLibraryKnowsNothingOfTheRest() {
        rule(ROOT + "kernel..", "org.flatnet.kernel..", "java..", "org.jspecify..")
                .check(classes);
    }

    @Test
    void theLibraryIsLayered() {
        rule(ROOT + "kernel.net..", ROOT + "kernel.net..", "java..", "org.jspecify..")
                .check(classes);
        rule(ROOT + "kernel.sys..", ROOT + "kernel.sys..", ROOT + "kernel.net..", "java..", "org.jspecify..")
                .check(classes);
        rule(ROOT + "kernel.netlink..", library("netlink")).check(classes);
        for (String top : List.of("route", "nftables", "conntrack")) {
            rule(ROOT + "kernel." + top + "..", library(top)).check(classes);
        }
    }

    private static String[] library(String own) {
        return Stream.concat(
                        Stream.concat(LIBRARY.stream(), Stream.of(own)).map(name -> ROOT + "kernel." + name + ".."),
                        Stream.of("java..", "org.jspecify.."))
                .toArray(String[]::new);
    }

    private static ArchRule rule(String packages, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Arrays.copyOf(allowed, allowed.length));
    }

    @Test
    void nothingButSysTouchesNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "kernel.sys..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(classes);
    }

    @Test
    void theAgentKnowsNothingOfTheLabAndTheCommand() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "lab..", ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "lab..", ROOT + "cli..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "lab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "cli..")
                .check(classes);
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
    }
}
