// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import io.micrometer.core.instrument.MeterRegistry;

/// Counts requests by what became of them.
final class IntakeMeters {

    private final MeterRegistry registry;

    IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Requests were settled.
    ///
    /// @param end `claimed`, `repeated` (the run exists already) or `unknown`
    void request(String end, int requests) {
        registry.counter("afterword.analysis.request", "end", end).increment(requests);
    }
}
