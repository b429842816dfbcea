// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import afterword.concurrent.Repeater;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/// Publishes what committed rows owe, until the broker has confirmed it.
///
/// The row is the outbox. What was just committed is published at once by [#offer]; whatever is not
/// confirmed then is found by the relay, which claims due rows (committed before the broker is
/// asked, so that no row lock waits for it) and publishes them again. A message may go out twice,
/// never not at all. Thread-safe.
///
/// @param <R> names a row and the state of it that was published
public final class RowOutbox<R> implements AutoCloseable {

    /// The rows of one outbox.
    public interface Rows<R> {

        /// Claims rows that are due, oldest first: moves their due time on and commits.
        List<R> claim(int limit);

        /// The messages of rows, as they are now; fewer where a row owes nothing any more.
        Map<R, Message> messages(List<R> rows);

        /// Notes that the messages are safe; one statement.
        void confirmed(List<R> rows);
    }

    /// How often and how much.
    ///
    /// @param every pause of the relay when nothing was due
    /// @param batch rows claimed at once
    /// @param together offers under way at once; what is beyond is left to the relay
    public record Settings(Duration every, int batch, int together) {
        public Settings {
            if (every.isNegative() || every.isZero() || batch < 1 || together < 1) {
                throw new IllegalArgumentException("every, batch and together are positive");
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RowOutbox.class);

    private final String name;
    private final Publisher publisher;
    private final Rows<R> rows;
    private final Settings settings;
    private final MeterRegistry meters;
    private final Semaphore room;
    private final Repeater relay;
    private volatile boolean failing; // written by the relay's thread; one log line per change

    /// An outbox that publishes nothing before it is started or offered rows.
    ///
    /// @param name a meter's label: one of a closed set, such as `requests`
    public RowOutbox(
            String name,
            Publisher publisher,
            Rows<R> rows,
            Settings settings,
            MeterRegistry meters) {
        this.name = name;
        this.publisher = publisher;
        this.rows = rows;
        this.settings = settings;
        this.meters = meters;
        this.room = new Semaphore(settings.together());
        this.relay = new Repeater("relay-" + name, settings.every(), this::relay, this::failed);
        // from the start, so that a rate over them sees the first row too
        for (var way : List.of("offer", "relay")) {
            count(way, "confirmed", 0);
            count(way, "unconfirmed", 0);
        }
        count("offer", "left", 0);
    }

    /// Starts the relay.
    public void start() {
        relay.start();
    }

    /// Publishes rows that were committed this moment. Returns at once and never fails: what cannot
    /// be published or noted now is the relay's.
    public void offer(List<R> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        if (!room.tryAcquire()) {
            count("offer", "left", fresh.size());
            return;
        }
        Thread.ofVirtual().name("offer-" + name).start(() -> sendOffer(fresh));
    }

    /// Time since the relay last made a turn without an exception.
    public Duration sinceGoodTurn() {
        return relay.sinceGoodTurn();
    }

    /// Stops the relay and waits for offers under way.
    public void stop(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        relay.stop(limit);
        try {
            int all = settings.together();
            if (room.tryAcquire(all, Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                room.release(all);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(2));
    }

    private void sendOffer(List<R> fresh) {
        try {
            send("offer", fresh);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // outermost frame of the thread; the rows are the relay's now
            LOG.warn("{} left to the relay: rows={}, {}", name, fresh.size(), cause(e));
        } finally {
            room.release();
        }
    }

    private boolean relay() throws InterruptedException {
        if (publisher.state() != Publisher.State.OPEN) {
            return false; // claiming would only push the rows back
        }
        var due = rows.claim(settings.batch());
        int safe = due.isEmpty() ? 0 : send("relay", due);
        if (failing) {
            failing = false;
            LOG.info("relay goes on: {}", name);
        }
        return due.size() == settings.batch() && safe > 0;
    }

    /// @return rows that owe nothing any more
    private int send(String way, List<R> due) throws InterruptedException {
        var messages = rows.messages(due);
        var keys = List.copyOf(messages.keySet());
        var confirms = publisher.publishAll(List.copyOf(messages.values()));
        var safe = new ArrayList<R>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            if (confirms.get(i).confirmed()) {
                safe.add(keys.get(i));
            }
        }
        count(way, "confirmed", safe.size());
        count(way, "unconfirmed", keys.size() - safe.size());
        if (!safe.isEmpty()) {
            rows.confirmed(safe);
        }
        return safe.size();
    }

    private void count(String way, String end, int rows) {
        Counter.builder("afterword.outbox")
                .description("Rows whose message was published, by the broker's answer")
                .tags("outbox", name, "way", way, "end", end)
                .register(meters)
                .increment(rows);
    }

    private void failed(RuntimeException e) {
        if (!failing) {
            failing = true;
            LOG.warn("relay cannot work, tries on: {}, {}", name, cause(e));
        }
    }

    /// The innermost message; outer ones carry whole statements.
    private static String cause(RuntimeException e) {
        return NestedExceptionUtils.getMostSpecificCause(e).toString();
    }
}
