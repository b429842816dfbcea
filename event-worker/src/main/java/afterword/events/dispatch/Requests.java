// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.messaging.Publisher;
import afterword.messaging.RowOutbox;
import java.time.Duration;
import java.util.List;

/// Sends requests for an analysis on a connection of its own. Thread-safe.
public final class Requests {

    private final Publisher publisher;
    private final RowOutbox<Request> outbox;

    Requests(Publisher publisher, RowOutbox<Request> outbox) {
        this.publisher = publisher;
        this.outbox = outbox;
    }

    /// Requests the analysis of events that were committed this moment. Returns at once: nobody who
    /// acknowledges a message waits for a publisher.
    public void send(List<Request> fresh) {
        outbox.offer(fresh);
    }

    void start() {
        outbox.start();
    }

    void stop(Duration limit) {
        outbox.stop(limit);
        publisher.close();
    }

    Publisher publisher() {
        return publisher;
    }

    /// The link to the broker.
    public Publisher.State state() {
        return publisher.state();
    }
}
