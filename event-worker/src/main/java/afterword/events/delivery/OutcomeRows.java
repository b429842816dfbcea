// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.contract.EventStatus;
import afterword.events.ledger.Closed;
import afterword.events.ledger.EventRef;
import afterword.messaging.Message;
import afterword.messaging.RowOutbox;
import afterword.observability.Tracing;
import afterword.persistence.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The ended events whose outcome is not confirmed, and what is to be said of them. Thread-safe.
final class OutcomeRows implements RowOutbox.Rows<Closed> {

    private static final String CLAIM =
            """
            with due as (
              select tenant, event_id from events.event
              where ended_at is not null and outcome_dispatched_at is null and outcome_relay_due <= now()
              order by outcome_relay_due limit :limit for update skip locked)
            update events.event e set outcome_relay_due = now() + :lease * interval '1 second'
            from due where e.tenant = due.tenant and e.event_id = due.event_id
            returning e.tenant, e.event_id, e.revision, e.status
            """;

    private static final String LOAD =
            """
            select e.tenant, e.event_id, e.conversation_id, e.user_id, e.bot_id, e.status as event_status,
                   e.reason as event_reason, e.revision, e.accepted_at, e.ended_at as event_ended_at, e.traceparent,
                   o.name, o.status, o.reason, o.version, o.result::text as result, o.model, o.attempts,
                   o.input_tokens, o.output_tokens, o.cost_nanos, o.duration_ms, o.retry_at
            from unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id)
            join events.event e using (tenant, event_id)
            left join analysis.outcome_v1 o
              on o.tenant = e.tenant and o.event_id = e.event_id and o.generation = e.generation
                and e.status <> 'ERASED'
            where e.ended_at is not null and e.outcome_dispatched_at is null
            order by e.feed_position, o.position
            """;

    private static final String CONFIRMED =
            """
            with mine as (
              select e.tenant, e.event_id from events.event e
              join unnest(:tenant::text[], :id::uuid[], :revision::int[]) as n(tenant, event_id, revision)
                using (tenant, event_id, revision)
              where e.outcome_dispatched_at is null
              order by e.tenant, e.event_id for update of e)
            update events.event e set outcome_dispatched_at = clock_timestamp()
            from mine where e.tenant = mine.tenant and e.event_id = mine.event_id
            """;

    private final JdbcClient jdbc;
    private final Duration lease;
    private final Tracing tracing;

    /// @param lease for how long a claimed row is not claimed again
    OutcomeRows(JdbcClient jdbc, Duration lease, Tracing tracing) {
        this.jdbc = jdbc;
        this.lease = lease;
        this.tracing = tracing;
    }

    @Override
    public List<Closed> claim(int limit) {
        return jdbc.sql(CLAIM)
                .param("limit", limit)
                .param("lease", lease.toMillis() / 1e3)
                .query((row, _) -> closed(row, row.getString("status")))
                .list();
    }

    @Override
    public Map<Closed, Message> messages(List<Closed> closed) {
        var messages = new LinkedHashMap<Closed, Message>();
        for (var row : load(closed)) {
            var view = row.view();
            var ref = new EventRef(row.tenant(), view.eventId());
            var span = tracing.start("outcome", Tracing.Kind.PRODUCER, row.traceparent());
            span.put("afterword.event.id", view.eventId().toString());
            span.put("afterword.status", view.status().name());
            span.put("afterword.revision", row.revision());
            messages.put(
                    new Closed(ref, row.revision(), view.status(), Duration.ZERO),
                    row.under(span.traceparent()).message());
            span.end();
        }
        return messages;
    }

    @Override
    public void confirmed(List<Closed> closed) {
        var columns = keys(closed).text("revision", Closed::revision);
        jdbc.sql(CONFIRMED).params(columns.parameters()).update();
    }

    /// The rows as they are now, which may be a later end than was asked for.
    List<OutcomeRow> load(List<Closed> closed) {
        var drafts = new LinkedHashMap<EventRef, OutcomeDraft>();
        RowCallbackHandler gather =
                row -> {
                    var ref = ref(row);
                    var draft = drafts.get(ref);
                    if (draft == null) {
                        draft = new OutcomeDraft(row);
                        drafts.put(ref, draft);
                    }
                    draft.add(row);
                };
        jdbc.sql(LOAD).params(keys(closed).parameters()).query(gather);
        return drafts.values().stream().map(OutcomeDraft::row).toList();
    }

    private static Columns<Closed> keys(Collection<Closed> closed) {
        return Columns.of(closed)
                .text("tenant", it -> it.ref().tenant())
                .text("id", it -> it.ref().eventId());
    }

    private static Closed closed(ResultSet row, String status) throws SQLException {
        return new Closed(
                ref(row), row.getInt("revision"), EventStatus.valueOf(status), Duration.ZERO);
    }

    private static EventRef ref(ResultSet row) throws SQLException {
        return new EventRef(row.getString("tenant"), row.getObject("event_id", UUID.class));
    }
}
