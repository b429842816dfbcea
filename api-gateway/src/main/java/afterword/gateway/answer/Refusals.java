// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/// Counts refusals by their code, wherever they were decided. Thread-safe.
public final class Refusals {

    private final Map<ProblemKind, Counter> counters = new EnumMap<>(ProblemKind.class);

    Refusals(MeterRegistry meters) {
        for (var kind : ProblemKind.values()) {
            counters.put(
                    kind,
                    Counter.builder("afterword.gateway.refusals")
                            .description("Requests and batch members answered with a problem")
                            .tag("code", kind.code())
                            .register(meters));
        }
    }

    /// Counts one.
    public void count(ProblemKind kind) {
        var counter = counters.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }
}
