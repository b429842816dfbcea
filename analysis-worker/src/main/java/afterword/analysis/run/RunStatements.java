// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.outcome.EndedRun;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Ends and parks runs, any number in one statement each.
final class RunStatements {

    private static final String END =
            Held.by(", :outcomes::text[]", ", outcome", "ENDED")
                    + """
                    , ending as (
                      select w.* from wanted w join held h using (tenant, event_id, generation, fence))
                    update analysis.run r set
                      state = 'ENDED', outcome = e.outcome, owner = null, due_at = null, alone = false,
                      ended_at = coalesce(r.ended_at, clock_timestamp()),
                      relay_due = clock_timestamp() + :relay * interval '1 ms'
                    from ending e
                    where (r.tenant, r.event_id, r.generation) = (e.tenant, e.event_id, e.generation)
                      and r.recorded_at is null
                    returning r.tenant, r.event_id, r.generation, r.fence, r.traceparent
                    """;

    /// A run that has survived a visit has shown that it does not kill its owner.
    private static final String PARK =
            Held.by("", "", "PARKED")
                    + """
                    update analysis.run r set
                      state = 'PARKED', owner = null, alone = false, deaths = 0, company = 0,
                      due_at = coalesce(
                        (select min(p.retry_at) from analysis.part p
                         where (p.tenant, p.event_id, p.generation) = (r.tenant, r.event_id, r.generation)
                           and p.status = 'PARKED'),
                        clock_timestamp())
                    from held h
                    where (r.tenant, r.event_id, r.generation) = (h.tenant, h.event_id, h.generation)
                    returning r.tenant, r.event_id, r.generation
                    """;

    private static final RowMapper<EndedRun> OWING =
            (row, _) ->
                    new EndedRun(
                            row.getString("tenant"),
                            row.getObject("event_id", UUID.class),
                            row.getInt("generation"),
                            row.getLong("fence"),
                            row.getString("traceparent"));

    private RunStatements() {}

    /// Ends runs.
    ///
    /// @param relay how long the relay leaves the outcome's message to its first publisher
    /// @return those that have ended and owe their message
    static List<EndedRun> end(JdbcClient jdbc, List<Write.RunEnded> runs, Duration relay) {
        var columns =
                Write.columns(runs)
                        .text("fences", Write.RunEnded::fence)
                        .text("outcomes", run -> run.outcome().name());
        return jdbc.sql(END)
                .params(columns.parameters())
                .param("relay", relay.toMillis())
                .query(OWING)
                .list();
    }

    /// Lays runs to rest until their first part is due.
    ///
    /// @return those that rest
    static List<RunKey> park(JdbcClient jdbc, List<Write.RunParked> runs) {
        return jdbc.sql(PARK)
                .params(Write.columns(runs).text("fences", Write.RunParked::fence).parameters())
                .query((row, _) -> Rows.key(row))
                .list();
    }
}
