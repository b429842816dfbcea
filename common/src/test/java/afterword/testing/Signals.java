// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/// Signals to processes that a test has started.
public final class Signals {

    private Signals() {}

    /// Freezes a process; returns when all its threads stand still.
    public static void freeze(long pid) {
        send("STOP", pid);
        var tasks = Path.of("/proc", Long.toString(pid), "task");
        if (Files.isDirectory(tasks)) {
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> stopped(tasks));
        }
    }

    /// Lets a frozen process go on.
    public static void thaw(long pid) {
        send("CONT", pid);
    }

    private static boolean stopped(Path tasks) throws IOException {
        try (var threads = Files.list(tasks)) {
            for (var thread : threads.toList()) {
                var state = Files.readString(thread.resolve("stat"));
                if (!state.substring(state.lastIndexOf(')') + 2).startsWith("T")) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void send(String signal, long pid) {
        try {
            int end =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
            if (end != 0) {
                throw new AssertionError("kill -" + signal + " " + pid + " ended with " + end);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot signal " + pid, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
