// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.local.Service;
import afterword.servers.Jars;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a process is started for a measurement.
///
/// @param heap at most, such as `512m`
/// @param jvm further options of the JVM
/// @param environment settings beyond those that the line needs
/// @param dist how the ahead-of-time cache of `make dist` is used
record Tuning(String heap, List<String> jvm, Map<String, String> environment, Dist dist) {

    /// What is done about the cache.
    enum Dist {
        /// Used where there is one.
        USED,
        /// Not used.
        IGNORED,
        /// Made: the process is a training run.
        TRAINED
    }

    Tuning {
        jvm = List.copyOf(jvm);
        environment = Map.copyOf(environment);
    }

    /// As the launcher starts a service; further options of the JVM may be tried by
    /// `BENCH_JVM_OPTIONS`.
    static Tuning usual() {
        return new Tuning("512m", List.of(), Map.of(), Dist.USED)
                .with(System.getenv().getOrDefault("BENCH_JVM_OPTIONS", ""));
    }

    /// With what a text names: options of the JVM, which begin with a dash, and settings, each the
    /// name of an environment variable, `=` and its value.
    ///
    /// @param words separated by blanks; may be empty
    Tuning with(String words) {
        var tuning = this;
        for (var word : words.strip().split("\\s+", -1)) {
            if (word.startsWith("-")) {
                tuning = tuning.withOption(word);
            } else if (!word.isEmpty()) {
                var parts = word.split("=", 2);
                tuning = tuning.with(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return tuning;
    }

    /// Sets to be compared: those given by `BENCH_SETTINGS`, separated by semicolons, or else
    /// these.
    static List<String> compared(List<String> usual) {
        var others = System.getenv().getOrDefault("BENCH_SETTINGS", "");
        return others.isEmpty()
                ? usual
                : Arrays.stream(others.split(";", -1)).map(String::strip).toList();
    }

    /// Name of such a set in the table.
    static String named(String words) {
        return words.isBlank() ? "as shipped" : words.replace("SPRING_DATASOURCE_HIKARI_", "");
    }

    Tuning with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Tuning(heap, jvm, more, dist);
    }

    Tuning withHeap(String most) {
        return new Tuning(most, jvm, environment, dist);
    }

    Tuning withOption(String option) {
        var more = new ArrayList<>(jvm);
        more.add(option);
        return new Tuning(heap, more, environment, dist);
    }

    Tuning with(Dist other) {
        return new Tuning(heap, jvm, environment, other);
    }

    boolean trains() {
        return dist == Dist.TRAINED;
    }

    /// The command that runs a service this way.
    List<String> command(Path repository, Service service) {
        var module = service.module();
        return switch (dist) {
            case USED -> Jars.service(repository, module, heap, jvm);
            case IGNORED ->
                    Jars.command(
                            Jars.of(repository, module), heap, Jars.serviceOptions(jvm), List.of());
            case TRAINED -> {
                var parts = Jars.distOf(repository, module);
                // under G1 the heap's objects are written into the cache; the serial one reads them
                var options = List.of("-XX:+UseG1GC", "-XX:AOTCacheOutput=" + parts.cache());
                yield Jars.command(parts.jar(), heap, Jars.serviceOptions(options), List.of());
            }
        };
    }
}
