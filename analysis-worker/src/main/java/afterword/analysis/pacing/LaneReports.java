// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.concurrent.Repeater;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Tells the operator's console what the gates of this process do: a row for each lane, written
/// again every two seconds, so that an old one is known to be of nobody any more.
///
/// Only people read it: a turn that fails costs nothing but a look. Thread-safe.
final class LaneReports {

    private static final Logger LOG = LoggerFactory.getLogger(LaneReports.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(2);

    private static final String TELL =
            """
            with gone as (delete from analysis.lane where told_at < clock_timestamp() - interval '10 min')
            insert into analysis.lane (process_id, provider, model, breaker, reason, down_since, again_at,
              in_flight, waiting, most)
            values (:process, :provider, :model, :breaker, cast(:reason as text),
              clock_timestamp() - cast(:down as bigint) * interval '1 ms', clock_timestamp() + cast(:again as bigint) * interval '1 ms',
              :inFlight, :waiting, :most)
            on conflict (process_id, provider, model) do update set
              breaker = excluded.breaker, reason = excluded.reason, down_since = excluded.down_since,
              again_at = excluded.again_at, in_flight = excluded.in_flight, waiting = excluded.waiting,
              most = excluded.most, told_at = clock_timestamp()
            """;

    private final JdbcClient jdbc;
    private final Lanes lanes;
    private final UUID process = UUID.randomUUID();
    private volatile @Nullable Repeater turns; // written by start and stop

    LaneReports(JdbcClient jdbc, Lanes lanes) {
        this.jdbc = jdbc;
        this.lanes = lanes;
    }

    void start() {
        var repeater =
                new Repeater(
                        "lanes",
                        EVERY,
                        () -> {
                            turn();
                            return false;
                        },
                        LaneReports::failed);
        turns = repeater;
        repeater.start();
    }

    /// Tells of every lane.
    void turn() {
        lanes.all().forEach(this::tell);
    }

    private void tell(Lane lane) {
        var state = lane.gate().state();
        jdbc.sql(TELL)
                .param("process", process)
                .param("provider", lane.provider())
                .param("model", lane.model())
                .param("breaker", state.breaker().name())
                .param("reason", state.why() == null ? null : state.why().name())
                .param("down", millis(state.down()))
                .param("again", millis(state.again()))
                .param("inFlight", state.inFlight())
                .param("waiting", state.waiting())
                .param("most", state.limit())
                .update();
    }

    private static @Nullable Long millis(@Nullable Duration time) {
        return time == null ? null : time.toMillis();
    }

    private static void failed(RuntimeException e) {
        LOG.debug(
                "cannot tell the console of the lanes now: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    /// Ends the turns and takes the rows away, so that the console does not wait for their age.
    void stop() {
        var repeater = turns;
        if (repeater != null) {
            repeater.stop(STOP);
            try {
                forget();
            } catch (RuntimeException e) { // at the end of a process nobody needs the row
                failed(e);
            }
        }
    }

    private void forget() {
        jdbc.sql("delete from analysis.lane where process_id = :process")
                .param("process", process)
                .update();
    }
}
