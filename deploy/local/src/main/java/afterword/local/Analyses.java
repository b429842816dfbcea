// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.Jars;
import afterword.servers.ServerException;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The command `analyses`: the analysis-worker's own, with a simulator beside it where no provider
/// is named.
final class Analyses {

    private Analyses() {}

    /// Runs `check FILE` or `try FILE --conversations F`.
    ///
    /// @return its exit code
    static int run(List<String> words) throws InterruptedException {
        var given = System.getenv().getOrDefault("AFTERWORD_LLM_BASE_URL", "");
        if (!words.contains("try") || !given.isBlank()) {
            return run(words, Map.of());
        }
        System.out.println(
                "no provider is named (AFTERWORD_LLM_BASE_URL): the simulator answers\n");
        try (var simulator = Simulator.start(0, SimulatorSettings.instant())) {
            return run(
                    words,
                    Map.of(
                            "AFTERWORD_LLM_BASE_URL",
                            simulator.baseUrl(),
                            "AFTERWORD_LLM_MODEL",
                            "simulator"));
        }
    }

    private static int run(List<String> words, Map<String, String> environment)
            throws InterruptedException {
        var jar = Jars.of(Run.repository(), "analysis-worker");
        var arguments = Stream.concat(Stream.of("analyses"), words.stream()).toList();
        var builder =
                new ProcessBuilder(
                        Jars.command(jar, "256m", List.of("-XX:TieredStopAtLevel=1"), arguments));
        builder.environment().putAll(environment);
        try {
            return builder.inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new ServerException("analysis-worker did not start: " + e.getMessage(), e);
        }
    }
}
