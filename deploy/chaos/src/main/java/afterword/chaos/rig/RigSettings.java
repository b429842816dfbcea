// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.local.BrokerChoice;
import java.nio.file.Path;
import java.util.Map;

/// What a rig is made of.
///
/// @param repository where the services' runnable jars are
/// @param data for servers and logs; begun anew, as the ledgers are
/// @param ledgers folder of the ledgers
/// @param latency of the provider, as the simulator reads it
/// @param environment added to each service's
public record RigSettings(
        Path repository,
        Path data,
        Path ledgers,
        BrokerChoice broker,
        Count count,
        String latency,
        long seed,
        Map<String, String> environment) {

    public RigSettings {
        environment = Map.copyOf(environment);
    }

    /// How many processes of each service.
    public record Count(int gateways, int eventWorkers, int analysisWorkers) {}
}
