// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.events.ledger.Pace;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Asks again for events whose request was confirmed and that still have no run: the broker lost
/// the message, or with it the whole queue.
///
/// Rows are looked at in the order of their due time, and every look moves a row back, so that old
/// rows are not passed over. A row that has a run is only moved. Nothing rings while the queue is
/// longer than a minute's work, since the request then simply waits its turn. For one thread.
final class Rings {

    private static final Logger LOG = LoggerFactory.getLogger(Rings.class);

    private static final String DUE =
            """
            select exists (
              select from events.event where ended_at is null and dispatched_at is not null and ring_due <= now())
            """;

    static final String CLAIM =
            """
            with due as (
              select tenant, event_id, generation from events.event
              where ended_at is null and dispatched_at is not null and ring_due <= now()
              order by ring_due limit :limit for update skip locked)
            update events.event e set
              rings = e.rings + case when r.state is null then 1 else 0 end,
              ring_due = now() + least(:most, :first * power(2, least(e.rings + 1, 20))) * interval '1 second'
            from due left join analysis.run_v1 r
              on r.tenant = due.tenant and r.event_id = due.event_id and r.generation = due.generation
            where e.tenant = due.tenant and e.event_id = due.event_id
            returning e.tenant, e.event_id, e.generation, e.traceparent, r.state is null as silent
            """;

    private final JdbcClient jdbc;
    private final Publisher publisher;
    private final Traffic traffic;
    private final Pace pace;
    private final DispatchSettings settings;
    private final Duration ringAfter;
    private final Counter rung;

    /// What keeps the rings from becoming a storm.
    record Control(Traffic traffic, Pace pace) {}

    Rings(
            JdbcClient jdbc,
            Publisher publisher,
            Control control,
            DispatchSettings settings,
            Duration ringAfter,
            MeterRegistry meters) {
        this.jdbc = jdbc;
        this.publisher = publisher;
        this.traffic = control.traffic();
        this.pace = control.pace();
        this.settings = settings;
        this.ringAfter = ringAfter;
        this.rung =
                Counter.builder("afterword.events.rings")
                        .description("Requests repeated for events that had no run")
                        .register(meters);
    }

    /// One look: rings what is due and has no run.
    ///
    /// @return false, so that the pause bounds the rate
    boolean turn() throws InterruptedException {
        traffic.sample();
        if (publisher.state() == Publisher.State.OPEN
                && anyDue()
                && traffic.light(settings.fewWaiting())
                && pace.take(Pace.RINGS, settings.ringEvery())) {
            ring(claim());
        }
        return false;
    }

    private boolean anyDue() {
        return jdbc.sql(DUE).query(Boolean.class).single();
    }

    private void ring(List<Message> silent) throws InterruptedException {
        if (!silent.isEmpty()) {
            publisher.publishAll(silent);
            rung.increment(silent.size());
            LOG.info("asked again for events without a run: {}", silent.size());
        }
    }

    private List<Message> claim() {
        double most = settings.ringMost().toMillis() / 1e3;
        int limit =
                (int)
                        Math.max(
                                1,
                                settings.ringsPerSecond() * settings.ringEvery().toMillis() / 1000);
        var silent = new ArrayList<Message>();
        jdbc.sql(CLAIM)
                .param("limit", Math.max(1, limit))
                .param("first", ringAfter.toMillis() / 1e3)
                .param("most", most)
                .query(row -> {
                    if (row.getBoolean("silent")) {
                        silent.add(RequestRows.request(row, 0).message());
                    }
                });
        return silent;
    }
}
