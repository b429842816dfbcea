// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One way to an answer: who is asked, the gate before it, and how long it takes. Thread-safe.
public final class Lane {

    private final Gate gate;
    private final Map<String, Percentile> latencies = new ConcurrentHashMap<>();

    Lane(Gate gate) {
        this.gate = gate;
    }

    /// The provider's place in the deployment, one of a closed set: `main`, `fallback`, `memory`,
    /// and those that its settings name.
    public String provider() {
        return gate.place().provider();
    }

    /// The model that is asked for.
    public String model() {
        return gate.place().model();
    }

    /// What stands before it.
    public Gate gate() {
        return gate;
    }

    /// A call for an analysis took so long.
    ///
    /// @param analysis one of the catalog's, so that this is bounded
    public void took(String analysis, Duration latency) {
        latencies.computeIfAbsent(analysis, _ -> new Percentile()).add(latency);
    }

    /// The 95th percentile of an analysis's calls; empty while there are too few.
    public Optional<Duration> p95(String analysis) {
        var latency = latencies.get(analysis);
        return latency == null ? Optional.empty() : latency.p95();
    }

    @Override
    public String toString() {
        return provider() + "/" + model();
    }
}
