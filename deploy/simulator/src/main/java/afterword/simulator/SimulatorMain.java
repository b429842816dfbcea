// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Runs the simulator as a process: `--port=8099 --host=127.0.0.1 --latency=200ms
/// --latency.MODEL=lognormal(2s,0.5) --seed=1`.
public final class SimulatorMain {

    private SimulatorMain() {}

    /// Serves until the process is told to end; prints one line with the address when ready.
    public static void main(String[] arguments) throws InterruptedException {
        var options = options(List.of(arguments));
        var latency = new HashMap<String, Latency>();
        latency.put("*", Latency.none());
        options.forEach((name, value) -> {
            if (name.equals("latency")) {
                latency.put("*", Latency.parse(value));
            } else if (name.startsWith("latency.")) {
                latency.put(name.substring("latency.".length()), Latency.parse(value));
            }
        });
        var settings =
                new SimulatorSettings(
                        options.getOrDefault("host", "127.0.0.1"),
                        latency,
                        Long.parseLong(options.getOrDefault("seed", "1")));
        var port = Integer.parseInt(options.getOrDefault("port", "8099"));
        var simulator = Simulator.start(port, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.println("simulator ready at " + simulator.baseUrl());
        new CountDownLatch(1).await();
    }

    /// Reads `--name=value`.
    ///
    /// @throws IllegalArgumentException for anything else
    static Map<String, String> options(List<String> arguments) {
        var options = new HashMap<String, String>();
        for (var argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("--name=value, not " + argument);
            }
            options.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return options;
    }
}
