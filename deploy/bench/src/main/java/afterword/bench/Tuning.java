// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a process is started for a measurement.
///
/// @param heap at most, such as `512m`
/// @param jvm further options of the JVM
/// @param environment settings beyond those that the line needs
/// @param dist whether the ahead-of-time cache of `make dist` is used where there is one
record Tuning(String heap, List<String> jvm, Map<String, String> environment, boolean dist) {

    Tuning {
        jvm = List.copyOf(jvm);
        environment = Map.copyOf(environment);
    }

    /// As the launcher starts a service; further options of the JVM may be tried by
    /// `BENCH_JVM_OPTIONS`.
    static Tuning usual() {
        var options = System.getenv().getOrDefault("BENCH_JVM_OPTIONS", "").strip();
        return new Tuning(
                "512m",
                options.isEmpty() ? List.of() : List.of(options.split("\\s+", -1)),
                Map.of(),
                true);
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

    Tuning withoutDist() {
        return new Tuning(heap, jvm, environment, false);
    }
}
