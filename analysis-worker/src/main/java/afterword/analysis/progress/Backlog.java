// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.progress;

import afterword.concurrent.Repeater;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks now and then at the rows that are late: parked runs that are due, outcomes that nobody was
/// told of. One statement over partial indexes. Thread-safe.
final class Backlog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private static final String LOOK =
            """
            select
              (select extract(epoch from clock_timestamp() - min(due_at)) from analysis.run
               where state = 'PARKED') as overdue,
              (select extract(epoch from clock_timestamp() - min(ended_at)) from analysis.run
               where state = 'ENDED' and recorded_at is null) as untold
            """;

    private final JdbcClient jdbc;
    private final Repeater looks;
    private volatile Late late = Late.NOTHING; // written by the repeater

    /// The oldest of each; negative or zero where none is late.
    record Late(Duration overdue, Duration untold) {

        static final Late NOTHING = new Late(Duration.ZERO, Duration.ZERO);
    }

    Backlog(JdbcClient jdbc, Duration every) {
        this.jdbc = jdbc;
        this.looks = new Repeater("backlog", every, this::look, Backlog::failed);
    }

    void start() {
        looks.start();
    }

    /// What was late at the last look.
    Late late() {
        return late;
    }

    private boolean look() {
        late =
                jdbc.sql(LOOK)
                        .query((row, _) ->
                                new Late(
                                        seconds(row.getDouble("overdue")),
                                        seconds(row.getDouble("untold"))))
                        .single();
        return false;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1e3));
    }

    private static void failed(RuntimeException e) {
        LOG.debug(
                "cannot look at the backlog now: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    @Override
    public void close() {
        looks.close();
    }
}
