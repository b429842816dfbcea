// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Publishes messages and tells what became of each.
///
/// Thread-safe. Many confirms are outstanding at once; nothing here waits for the broker on the
/// caller's thread.
public interface Publisher extends AutoCloseable {

    /// Hands a message to the broker.
    ///
    /// Never throws for trouble with the broker and never blocks on it: a full queue, a blocked or
    /// closed connection is an immediate [Confirm.Refused].
    ///
    /// @return completes exactly once, at the latest after the confirm time-out, on a thread of the
    ///   publisher's (do little there)
    CompletableFuture<Confirm> publish(Message message);

    /// Publishes all and waits for all confirms; the results stand in the order of the messages.
    default List<Confirm> publishAll(List<Message> messages) throws InterruptedException {
        var pending = new ArrayList<CompletableFuture<Confirm>>(messages.size());
        for (var message : messages) {
            pending.add(publish(message));
        }
        var confirms = new ArrayList<Confirm>(messages.size());
        for (var confirm : pending) {
            confirms.add(Confirms.await(confirm));
        }
        return confirms;
    }

    /// Whether publishing can be expected to work right now.
    State state();

    /// Confirms outstanding at this moment; a gauge.
    int outstanding();

    /// Waits for outstanding confirms up to `limit`, then closes; what is still open completes as
    /// unknown.
    void close(Duration limit);

    @Override
    default void close() {
        close(Duration.ofSeconds(2));
    }

    /// The link to the broker as seen by a publisher.
    enum State {
        /// Connected and not blocked.
        OPEN,
        /// The broker has raised an alarm and takes nothing; its health may well say UP.
        BLOCKED,
        /// Not connected; a reconnect is under way.
        DOWN
    }
}
