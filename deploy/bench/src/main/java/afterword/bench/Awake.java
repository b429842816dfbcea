// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps the processors from falling asleep: a process on each that spins at idle priority, so that
/// it gives way to everything else at once. What is measured beside it is the cost of the line
/// without that of waking the machine. Bounded in time, should the bench die.
final class Awake implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final List<Process> spinning = new ArrayList<>();

    /// Starts spinning; does nothing where the system has no idle priority ([#works]).
    Awake() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            try {
                spinning.add(
                        new ProcessBuilder(
                                        "timeout",
                                        Long.toString(LONGEST.toSeconds()),
                                        "chrt",
                                        "--idle",
                                        "0",
                                        "sh",
                                        "-c",
                                        "while :; do :; done")
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start());
            } catch (IOException _) {
                return; // no chrt here
            }
        }
        Pause.of(Duration.ofMillis(200));
    }

    boolean works() {
        return !spinning.isEmpty() && spinning.stream().allMatch(Process::isAlive);
    }

    @Override
    public void close() {
        for (var process : spinning) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
