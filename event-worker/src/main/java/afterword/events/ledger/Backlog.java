// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.concurrent.Repeater;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks every few seconds at what waits, for the gauges and the health checks. One statement over
/// partial indexes: its cost grows with what waits, not with what was ever stored.
public final class Backlog implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private static final String LOOK =
            """
            select u.unended, u.unended_age, u.unrequested, u.unrequested_age, p.unpublished, p.unpublished_age, f.head
            from (select count(*) as unended, extract(epoch from now() - min(stored_at)) as unended_age,
                    count(*) filter (where dispatched_at is null) as unrequested,
                    extract(epoch from now() - min(stored_at) filter (where dispatched_at is null)) as unrequested_age
                  from events.event where ended_at is null) u,
                 (select count(*) as unpublished, extract(epoch from now() - min(ended_at)) as unpublished_age
                  from events.event where ended_at is not null and outcome_dispatched_at is null) p,
                 events.feed f
            """;

    private final JdbcClient jdbc;
    private final Repeater looks;
    private volatile Waiting waiting = Waiting.NOTHING; // written by the repeater
    private volatile boolean running; // written by start and stop

    Backlog(JdbcClient jdbc, Duration every, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.looks = new Repeater("backlog", every, this::look, Backlog::failed);
        register(meters, "request", Waiting::unrequested);
        register(meters, "end", Waiting::unended);
        register(meters, "outcome", Waiting::unpublished);
        Gauge.builder("afterword.events.feed.head", this, it -> it.waiting.feedHead())
                .description("Entries that the feed has had")
                .register(meters);
    }

    private void register(MeterRegistry meters, String stage, Function<Waiting, Waiting.Stage> of) {
        Gauge.builder("afterword.events.waiting", this, it -> of.apply(it.waiting).events())
                .description("Events that wait for their stage at the last look")
                .tag("stage", stage)
                .register(meters);
        Gauge.builder(
                        "afterword.events.waiting.age",
                        this,
                        it -> of.apply(it.waiting).oldest().toMillis() / 1e3)
                .description("Age of the oldest event that waits for its stage")
                .baseUnit("seconds")
                .tag("stage", stage)
                .register(meters);
    }

    /// What waited at the last look.
    public Waiting waiting() {
        return waiting;
    }

    private boolean look() {
        waiting = jdbc.sql(LOOK).query(Backlog::read).single();
        return false;
    }

    private static Waiting read(ResultSet row, int number) throws SQLException {
        return new Waiting(
                stage(row, "unrequested"),
                stage(row, "unended"),
                stage(row, "unpublished"),
                row.getLong("head"));
    }

    private static Waiting.Stage stage(ResultSet row, String name) throws SQLException {
        var age = Duration.ofMillis((long) (row.getDouble(name + "_age") * 1e3));
        return new Waiting.Stage(row.getLong(name), age);
    }

    private static void failed(RuntimeException e) {
        LOG.debug(
                "cannot look at the backlog now: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    @Override
    public void start() {
        running = true;
        looks.start();
    }

    @Override
    public void stop() {
        running = false;
        looks.stop(Duration.ofSeconds(1));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
