// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.contract.AnalysisRequested;
import afterword.messaging.Message;
import afterword.messaging.RowOutbox;
import afterword.persistence.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The events whose request for an analysis is not confirmed. Thread-safe.
final class RequestRows implements RowOutbox.Rows<Request> {

    static final String CLAIM =
            """
            with due as (
              select tenant, event_id from events.event
              where ended_at is null and dispatched_at is null and relay_due <= now()
              order by relay_due limit :limit for update skip locked)
            update events.event e set relay_due = now() + :lease * interval '1 second'
            from due where e.tenant = due.tenant and e.event_id = due.event_id
            returning e.tenant, e.event_id, e.generation, e.traceparent
            """;

    private static final String CONFIRMED =
            """
            with mine as (
              select e.tenant, e.event_id from events.event e
              join unnest(:tenant::text[], :id::uuid[], :generation::int[]) as n(tenant, event_id, generation)
                using (tenant, event_id, generation)
              where e.dispatched_at is null
              order by e.tenant, e.event_id for update of e)
            update events.event e set dispatched_at = clock_timestamp(),
              ring_due = greatest(e.ring_due, clock_timestamp() + :ring * interval '1 second')
            from mine where e.tenant = mine.tenant and e.event_id = mine.event_id
            """;

    private final JdbcClient jdbc;
    private final Duration lease;
    private final Duration ringAfter;

    /// @param lease for how long a claimed row is not claimed again
    /// @param ringAfter when a request that was confirmed late is looked at for the first time
    RequestRows(JdbcClient jdbc, Duration lease, Duration ringAfter) {
        this.jdbc = jdbc;
        this.lease = lease;
        this.ringAfter = ringAfter;
    }

    @Override
    public List<Request> claim(int limit) {
        return jdbc.sql(CLAIM)
                .param("limit", limit)
                .param("lease", lease.toMillis() / 1e3)
                .query(RequestRows::request)
                .list();
    }

    @Override
    public Map<Request, Message> messages(List<Request> requests) {
        var messages = new LinkedHashMap<Request, Message>();
        requests.forEach(request -> messages.put(request, request.message()));
        return messages;
    }

    @Override
    public void confirmed(List<Request> requests) {
        var columns =
                Columns.of(requests)
                        .text("tenant", request -> request.body().tenant())
                        .text("id", request -> request.body().eventId())
                        .text("generation", request -> request.body().generation());
        jdbc.sql(CONFIRMED)
                .params(columns.parameters())
                .param("ring", ringAfter.toMillis() / 1e3)
                .update();
    }

    static Request request(ResultSet row, int number) throws SQLException {
        var body =
                new AnalysisRequested(
                        row.getString("tenant"),
                        row.getObject("event_id", UUID.class),
                        row.getInt("generation"));
        return new Request(body, row.getString("traceparent"));
    }
}
