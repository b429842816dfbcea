// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import java.io.IOException;

/// Signals to processes that a test has started.
public final class Signals {

    private Signals() {}

    /// Sends a signal, such as `STOP` or `CONT`.
    public static void send(String signal, long pid) {
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
