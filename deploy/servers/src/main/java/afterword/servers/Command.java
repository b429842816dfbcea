// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A short command that is waited for.
final class Command {

    private Command() {}

    /// Runs it and collects what it prints.
    ///
    /// @param directory null for ours
    /// @return a failure, too, when it cannot be started, or was killed at the limit
    static Result run(@Nullable Path directory, Duration limit, List<String> words) {
        @Nullable Path output = null;
        try {
            // a file, not a pipe: a grandchild that keeps a pipe open would hang us
            output = Files.createTempFile("afterword-command-", ".out");
            return run(directory, limit, words, output);
        } catch (IOException e) {
            return new Result(-1, words.getFirst() + ": " + e.getMessage());
        } finally {
            Folders.delete(output);
        }
    }

    /// Runs it in our own directory.
    static Result run(Duration limit, List<String> words) {
        return run(null, limit, words);
    }

    private static Result run(
            @Nullable Path directory, Duration limit, List<String> words, Path output)
            throws IOException {
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        var process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(
                        -1, words.getFirst() + " took longer than " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Result(-1, words.getFirst() + " was interrupted");
        }
        var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Result(process.exitValue(), text);
    }

    /// How it ended.
    ///
    /// @param output both streams
    record Result(int exit, String output) {

        boolean succeeded() {
            return exit == 0;
        }

        /// The last line that says something.
        String lastLine() {
            return output.lines().filter(line -> !line.isBlank()).reduce((_, b) -> b).orElse("");
        }
    }
}
