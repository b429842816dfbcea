// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.Confirm;
import afterword.messaging.Message;
import java.util.concurrent.CompletableFuture;

/// A message under way.
///
/// @param since [System#nanoTime] of the hand-over
/// @param result completed exactly once; later ends are ignored
record Publication(Message message, long since, CompletableFuture<Confirm> result) {

    void end(Confirm confirm) {
        result.complete(confirm);
    }
}
