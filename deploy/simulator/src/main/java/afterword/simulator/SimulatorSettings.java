// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.Map;

/// How a simulator starts.
///
/// @param host address to bind, loopback unless containers need more
/// @param latency by model; `*` stands for all others
/// @param seed of all luck: the same seed and the same calls give the same waits and faults
public record SimulatorSettings(String host, Map<String, Latency> latency, long seed) {

    public SimulatorSettings {
        latency = Map.copyOf(latency);
    }

    /// Loopback, no latency.
    public static SimulatorSettings instant() {
        return with(Latency.none());
    }

    /// Loopback, one latency for all models.
    public static SimulatorSettings with(Latency latency) {
        return new SimulatorSettings("127.0.0.1", Map.of("*", latency), 1);
    }
}
