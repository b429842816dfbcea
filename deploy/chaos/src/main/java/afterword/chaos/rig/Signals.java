// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Signals to processes of ours.
public final class Signals {

    private Signals() {}

    /// Sends one; a process that has gone is left alone.
    ///
    /// @param signal without SIG
    public static void send(String signal, long pid) {
        try {
            var kill =
                    new ProcessBuilder(List.of("kill", "-" + signal, Long.toString(pid)))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("cannot send signals", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
