// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.concurrent.Repeater;
import afterword.persistence.Views;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Forgets gateway processes that ended long ago: each leaves a row for each lane of its numbers.
///
/// A row goes when all that its process promised has come. One with a loss stays, since somebody
/// must see it. The event-worker keeps its own row for as long as ours is there, and a message that
/// comes later still meets no row of ours, so that none of its numbers can be missed. Thread-safe.
final class EndedLives implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(EndedLives.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration STOP = Duration.ofSeconds(1);

    /// A process without anything to note for so long is idle, not ended.
    private static final String SIGN =
            """
            update gateway.handover set flushed_at = now()
            where process_id = :process and flushed_at < now() - :kept * interval '1 second' / 2
            """;

    private static final String FORGET =
            """
            delete from gateway.handover g
            using events.handover_v1 h
            where h.source = g.process_id and h.lane = g.lane
              and g.flushed_at < now() - :kept * interval '1 second'
              and isempty(g.promised - h.received)
            """;

    private final JdbcClient jdbc;
    private final UUID process;
    private final Views received;
    private final Duration kept;
    private final Repeater sweeps;
    private volatile boolean running; // written by start and stop

    /// @param process this one
    /// @param received what event-workers have taken in; a line without them has no such view
    /// @param kept after which a process without a sign of life has ended
    EndedLives(JdbcClient jdbc, UUID process, Views received, Duration kept) {
        this.jdbc = jdbc;
        this.process = process;
        this.received = received;
        this.kept = kept;
        this.sweeps = new Repeater("ended-lives", EVERY, this::turn, EndedLives::failed);
    }

    private boolean turn() {
        if (received.present()) {
            sweep();
        }
        return false;
    }

    /// Gives a sign of life and forgets those who gave none.
    ///
    /// @return rows deleted
    int sweep() {
        double seconds = kept.toMillis() / 1e3;
        jdbc.sql(SIGN).param("process", process).param("kept", seconds).update();
        return jdbc.sql(FORGET).param("kept", seconds).update();
    }

    private static void failed(RuntimeException e) {
        LOG.debug(
                "ended processes are forgotten later: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    @Override
    public void start() {
        running = true;
        sweeps.start();
    }

    @Override
    public void stop() {
        running = false;
        sweeps.stop(STOP);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
