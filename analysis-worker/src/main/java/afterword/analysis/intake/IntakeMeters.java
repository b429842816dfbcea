// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/// Counts requests by what became of them.
final class IntakeMeters {

    private final MeterRegistry registry;

    IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
        // from the start, so that a rate over them sees the first one too
        for (var end : List.of("claimed", "repeated", "unknown")) {
            request(end, 0);
        }
    }

    /// Requests were settled.
    ///
    /// @param end `claimed`, `repeated` (the run exists already) or `unknown`
    void request(String end, int requests) {
        Counter.builder("afterword.analysis.request")
                .description("requests by what became of them")
                .tag("end", end)
                .register(registry)
                .increment(requests);
    }
}
