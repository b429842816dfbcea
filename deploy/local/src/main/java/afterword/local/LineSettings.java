// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What a line is started with.
///
/// @param repository where the services' runnable jars are
/// @param data folder that is kept; one line at a time
/// @param port of the gateway; 0 for a free one
/// @param fixedPorts whether the actuators try their usual ports first
/// @param jvmOptions of the services and the simulator; see [#QUICK_START]
/// @param environment added to each service's
public record LineSettings(
        Path repository,
        Path data,
        BrokerChoice broker,
        int port,
        boolean fixedPorts,
        List<String> jvmOptions,
        Map<String, String> environment) {

    /// Leaves the optimising compiler out. The line is up in half the time (22 s instead of 43 s on
    /// two busy cores); for measurements of throughput give an empty list instead.
    public static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    public LineSettings {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }
}
