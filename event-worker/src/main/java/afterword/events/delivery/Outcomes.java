// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.events.ledger.Closed;
import afterword.messaging.Publisher;
import afterword.messaging.RowOutbox;
import afterword.persistence.Views;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/// Publishes the outcomes of ended events on a connection of its own. Thread-safe.
public final class Outcomes {

    private final Publisher publisher;
    private final RowOutbox<Closed> outbox;
    private final Views views;
    private final OutcomeMeters meters;

    /// @param views of the analysis; without them an outcome cannot be told yet
    Outcomes(Publisher publisher, RowOutbox<Closed> outbox, Views views, MeterRegistry meters) {
        this.publisher = publisher;
        this.outbox = outbox;
        this.views = views;
        this.meters = new OutcomeMeters(meters);
    }

    /// Publishes the outcomes of events whose end was committed this moment. Returns at once.
    public void send(List<Closed> fresh) {
        fresh.forEach(meters::closed);
        if (!fresh.isEmpty() && views.present()) {
            outbox.offer(fresh);
        }
    }

    void start() {
        outbox.start();
    }

    void stop(Duration limit) {
        outbox.stop(limit);
        publisher.close();
    }

    Publisher.State state() {
        return publisher.state();
    }
}
