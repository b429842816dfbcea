// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.messaging.RowOutbox;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Ended runs whose `outcome.recorded` has not been confirmed yet. The run's row is the outbox.
final class OutcomeRows implements RowOutbox.Rows<EndedRun> {

    private static final RowMapper<EndedRun> ENDED =
            (row, _) ->
                    new EndedRun(
                            row.getString("tenant"),
                            row.getObject("event_id", UUID.class),
                            row.getInt("generation"),
                            row.getLong("fence"),
                            row.getString("traceparent"));

    private final JdbcClient jdbc;
    private final long againMillis;

    /// @param again how long a claimed row is left to its claimer
    OutcomeRows(JdbcClient jdbc, Duration again) {
        this.jdbc = jdbc;
        this.againMillis = again.toMillis();
    }

    @Override
    public List<EndedRun> claim(int limit) {
        return jdbc.sql(
                        """
                        with due as (
                          select tenant, event_id, generation from analysis.run
                          where state = 'ENDED' and recorded_at is null and relay_due <= statement_timestamp()
                          order by relay_due limit :limit for update skip locked)
                        update analysis.run r
                        set relay_due = clock_timestamp() + :again * interval '1 ms'
                        from due d
                        where (r.tenant, r.event_id, r.generation) = (d.tenant, d.event_id, d.generation)
                        returning r.tenant, r.event_id, r.generation, r.fence, r.traceparent
                        """)
                .param("limit", limit)
                .param("again", againMillis)
                .query(ENDED)
                .list();
    }

    @Override
    public Map<EndedRun, Message> messages(List<EndedRun> rows) {
        var messages = new LinkedHashMap<EndedRun, Message>();
        rows.forEach(row -> messages.put(row, message(row)));
        return messages;
    }

    private static Message message(EndedRun row) {
        var trace = row.traceparent();
        return Message.of(
                Route.OUTCOME_RECORDED,
                row.eventId().toString(),
                trace == null ? Map.of() : Map.of(Headers.TRACEPARENT, trace),
                ContractJson.write(row.message()));
    }

    @Override
    public void confirmed(List<EndedRun> rows) {
        jdbc.sql(
                        """
                        update analysis.run r set recorded_at = clock_timestamp(), relay_due = null
                        from unnest(:tenants::text[], :events::uuid[], :generations::int[], :fences::bigint[])
                          as w(tenant, event_id, generation, fence)
                        where (r.tenant, r.event_id, r.generation, r.fence) = (w.tenant, w.event_id, w.generation, w.fence)
                          and r.recorded_at is null
                        """)
                .param("tenants", text(rows, EndedRun::tenant))
                .param("events", text(rows, row -> row.eventId().toString()))
                .param(
                        "generations",
                        rows.stream().map(EndedRun::generation).toArray(Integer[]::new))
                .param("fences", rows.stream().map(EndedRun::fence).toArray(Long[]::new))
                .update();
    }

    private static String[] text(List<EndedRun> rows, Function<EndedRun, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
