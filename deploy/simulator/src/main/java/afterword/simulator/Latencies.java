// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.Map;
import java.util.Objects;

/// The latency of each model, settable while running. Thread-safe.
final class Latencies {

    // written by whoever changes the settings, read by every call
    private volatile Map<String, Latency> byModel;

    Latencies(Map<String, Latency> byModel) {
        this.byModel = Map.copyOf(byModel);
    }

    Latency of(String model) {
        var latencies = byModel;
        var own = latencies.get(model);
        return own != null ? own : Objects.requireNonNullElse(latencies.get("*"), Latency.none());
    }

    void set(Map<String, Latency> latencies) {
        byModel = Map.copyOf(latencies);
    }

    Map<String, Latency> all() {
        return byModel;
    }
}
