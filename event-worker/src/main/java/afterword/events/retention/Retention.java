// SPDX-License-Identifier: Apache-2.0
package afterword.events.retention;

import afterword.concurrent.Repeater;
import afterword.events.ledger.Pace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Deletes old transcripts with their metadata, and old dead letters' bytes, a portion at a time
/// with a pause after each. Rows that somebody works on are left for the next time.
final class Retention implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int PHASE = 50;
    private static final Duration STOP = Duration.ofSeconds(2);

    /// Rows are locked in the order that everybody has: the event, then its transcript.
    private static final String TRANSCRIPTS =
            """
            with old as (
              select e.tenant, e.event_id from events.transcript t
              join events.event e on e.tenant = t.tenant and e.event_id = t.event_id
              where t.stored_at < now() - :keep * interval '1 second' and e.ended_at < now() - :keep * interval '1 second'
              order by t.stored_at limit :batch for update of e skip locked),
            bare as (
              update events.event e set metadata = null from old
              where e.tenant = old.tenant and e.event_id = old.event_id and e.metadata is not null)
            delete from events.transcript t using old where t.tenant = old.tenant and t.event_id = old.event_id
            """;

    /// Headers are kept for a replay, which there can be none of any more.
    private static final String DEAD_BODIES =
            """
            with old as (
              select id from events.dead_letter
              where body is not null and replay_due is null and last_seen < now() - :keep * interval '1 second'
              order by last_seen limit :batch for update skip locked)
            update events.dead_letter d set body = null, headers = '{}' from old where d.id = old.id
            """;

    private final JdbcClient jdbc;
    private final Pace pace;
    private final RetentionSettings settings;
    private final Counter transcripts;
    private final Counter bodies;
    private final Repeater portions;
    private volatile boolean running; // written by start and stop

    Retention(JdbcClient jdbc, Pace pace, RetentionSettings settings, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.pace = pace;
        this.settings = settings;
        this.transcripts = counter(meters, "transcript");
        this.bodies = counter(meters, "dead-body");
        this.portions =
                new Repeater("retention", settings.every(), this::portion, Retention::failed);
    }

    private static Counter counter(MeterRegistry meters, String what) {
        return Counter.builder("afterword.events.retention")
                .description("What was deleted because of its age")
                .tag("what", what)
                .register(meters);
    }

    private boolean portion() {
        if (pace.take(Pace.RETENTION, settings.every())) {
            transcripts.increment(delete(TRANSCRIPTS, settings.transcripts()));
            bodies.increment(delete(DEAD_BODIES, settings.deadBodies()));
        }
        return false;
    }

    private int delete(String statement, Duration keep) {
        return jdbc.sql(statement)
                .param("keep", keep.toMillis() / 1e3)
                .param("batch", settings.batch())
                .update();
    }

    private static void failed(RuntimeException e) {
        LOG.warn(
                "cannot delete what is old now, tries on: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    @Override
    public void start() {
        running = true;
        portions.start();
    }

    @Override
    public void stop() {
        running = false;
        portions.stop(STOP);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
