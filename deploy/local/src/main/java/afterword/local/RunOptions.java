// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// The words after `run`.
///
/// @param once end after the sample conversations
/// @param data folder that is kept
/// @param port of the gateway; 0: 8080 if it is free, else another
/// @param optimise let the JVMs compile for speed; they start half as fast
/// @param watch start a Prometheus beside the line
record RunOptions(
        boolean once, BrokerChoice broker, Path data, int port, boolean optimise, boolean watch) {

    private static final Set<String> KNOWN =
            Set.of("once", "broker", "data", "port", "optimise", "watch");

    /// Reads `--name` and `--name=value`.
    ///
    /// @throws IllegalArgumentException with a line for the user
    static RunOptions parse(List<String> words) {
        var given = new HashMap<String, String>();
        for (var word : words) {
            var parts = word.split("=", 2);
            var name = parts[0].startsWith("--") ? parts[0].substring(2) : "";
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("unknown option " + word);
            }
            given.put(name, parts.length == 2 ? parts[1] : "true");
        }
        return new RunOptions(
                Boolean.parseBoolean(given.getOrDefault("once", "false")),
                BrokerChoice.parse(given.getOrDefault("broker", "auto")),
                Path.of(given.getOrDefault("data", ".afterword")).toAbsolutePath(),
                port(given.getOrDefault("port", "0")),
                Boolean.parseBoolean(given.getOrDefault("optimise", "false")),
                Boolean.parseBoolean(given.getOrDefault("watch", "false")));
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port is 0 to 65535, not " + text);
        }
        return Integer.parseInt(text);
    }
}
