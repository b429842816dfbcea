// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.nio.file.Path;
import java.util.Map;

/// What a line is started with.
///
/// @param repository where the services' runnable jars are
/// @param data folder that is kept; one line at a time
/// @param port of the gateway; 0 for a free one
/// @param fixedPorts whether the actuators try their usual ports first
/// @param environment added to each service's
public record LineSettings(
        Path repository,
        Path data,
        BrokerChoice broker,
        int port,
        boolean fixedPorts,
        Map<String, String> environment) {

    public LineSettings {
        environment = Map.copyOf(environment);
    }
}
