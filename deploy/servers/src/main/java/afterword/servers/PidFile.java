// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A note of which process serves a folder: its id and the time it was started, so that another
/// process that was given the same id later is never taken for it.
final class PidFile {

    private PidFile() {}

    static void write(Path file, ProcessHandle process) throws IOException {
        Files.writeString(file, process.pid() + " " + started(process));
    }

    /// Ends the process of the note if it still runs: softly, then hard.
    static void end(Path file, String softSignal, Duration patience) {
        read(file).ifPresent(process -> end(process, softSignal, patience));
    }

    private static void end(ProcessHandle process, String softSignal, Duration patience) {
        // Java can send TERM and KILL only
        Command.run(
                Duration.ofSeconds(5),
                List.of("sh", "-c", "kill -" + softSignal + " " + process.pid()));
        if (!Waiting.until(patience, () -> !process.isAlive())) {
            process.destroyForcibly();
            Waiting.until(patience, () -> !process.isAlive());
        }
    }

    private static Optional<ProcessHandle> read(Path file) {
        try {
            var note = Files.readString(file).split(" ", 2);
            return ProcessHandle.of(Long.parseLong(note[0]))
                    .filter(process -> note.length == 2 && started(process).equals(note[1]));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
