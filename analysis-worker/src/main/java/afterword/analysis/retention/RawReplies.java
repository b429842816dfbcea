// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.retention;

import afterword.concurrent.Repeater;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Empties old raw replies a portion at a time; the journal's rows stay. Processes that do it at
/// the same time pass each other's rows over.
final class RawReplies implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RawReplies.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private static final String EMPTY =
            """
            with old as (
              select ctid from analysis.call
              where raw is not null and at < now() - :keep * interval '1 second'
              order by at limit :batch for update skip locked)
            update analysis.call c set raw = null from old where c.ctid = old.ctid
            """;

    private final JdbcClient jdbc;
    private final RetentionSettings settings;
    private final Repeater portions;
    private volatile boolean running; // written by start and stop

    RawReplies(JdbcClient jdbc, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.portions =
                new Repeater("retention", settings.every(), this::portion, RawReplies::failed);
    }

    /// One portion.
    ///
    /// @return false, so that the pause bounds the load
    boolean portion() {
        int emptied =
                jdbc.sql(EMPTY)
                        .param("keep", settings.rawReplies().toMillis() / 1e3)
                        .param("batch", settings.batch())
                        .update();
        LOG.debug("raw replies emptied because of their age: {}", emptied);
        return false;
    }

    private static void failed(RuntimeException e) {
        LOG.warn(
                "cannot empty old replies now, tries on: {}",
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
}
