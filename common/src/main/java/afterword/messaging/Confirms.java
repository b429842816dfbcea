// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Waiting for confirms.
final class Confirms {

    private Confirms() {}

    /// Waits for a confirm; a publisher bounds the wait by its confirm time-out.
    static Confirm await(CompletableFuture<Confirm> confirm) throws InterruptedException {
        try {
            return confirm.get();
        } catch (ExecutionException e) {
            // a publisher completes normally; anything else is a bug, and the message may have been
            // sent
            return new Confirm.Unknown(String.valueOf(e.getCause()));
        }
    }
}
