// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.contract.EventId;
import afterword.contract.EventStatus;
import afterword.contract.Tenant;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/// Reads events with their analyses: `events.event_v1`, whether there is a run of the current
/// generation, and the parts of that generation, in one statement each. The tenant is in every one
/// of them.
///
/// Thread-safe; at most [OutcomeSettings#concurrency] statements at once.
final class OutcomeStore {

    /// An event and, one row each, its parts. `page` names the events and their order.
    private static final String WITH_PARTS =
            """
            select p.tenant, p.event_id, p.status, r.event_id is not null, p.reason, p.conversation_id, p.user_id, p.bot_id,
                   p.revision, p.accepted_at, p.ended_at, p.place,
                   o.name, o.status, o.reason, o.version, o.result::text, o.model, o.attempts,
                   o.input_tokens, o.output_tokens, o.cost_nanos, o.duration_ms, o.retry_at
            from page p
            left join analysis.run_v1 r
              on p.status = 'PENDING'
             and r.tenant = p.tenant and r.event_id = p.event_id and r.generation = p.generation
            left join analysis.outcome_v1 o
              on o.tenant = p.tenant and o.event_id = p.event_id and o.generation = p.generation
            """;

    private static final String ONE =
            """
            with page as (
              select e.*, 0::bigint as place from events.event_v1 e where e.tenant = ? and e.event_id = ?)
            """
                    + WITH_PARTS
                    + "order by o.position";

    private static final String SEVERAL =
            """
            with page as (
              select e.*, 0::bigint as place
              from unnest(?, ?) as w(tenant, event_id)
              join events.event_v1 e on e.tenant = w.tenant and e.event_id = w.event_id
              where %s)
            """
                    + WITH_PARTS
                    + "order by p.tenant, p.event_id, o.position";

    private static final String ENDED = SEVERAL.formatted("e.status <> 'PENDING'");
    private static final String ANY = SEVERAL.formatted("true");

    /// How far events are, without what was found.
    private static final String PROGRESS =
            """
            select e.tenant, e.event_id, e.status, r.event_id is not null, coalesce(e.revision, 0),
                   array(select o.status from analysis.outcome_v1 o
                         where o.tenant = e.tenant and o.event_id = e.event_id and o.generation = e.generation
                         order by o.position)
            from unnest(?, ?) as w(tenant, event_id)
            join events.event_v1 e on e.tenant = w.tenant and e.event_id = w.event_id
            left join analysis.run_v1 r
              on e.status = 'PENDING'
             and r.tenant = e.tenant and r.event_id = e.event_id and r.generation = e.generation
            """;

    /// Newest by the end of the conversation; an event refused at intake may have none.
    private static final String CONVERSATION =
            """
            with timed as (
              select e.*,
                     (extract(epoch from coalesce(e.end_time, e.accepted_at)) * 1000000)::bigint as place
              from events.event_v1 e where e.tenant = ? and e.conversation_id = ?),
            page as (
              select * from timed where (place, event_id) < (?, ?)
              order by place desc, event_id desc limit ?)
            """
                    + WITH_PARTS
                    + "order by p.place desc, p.event_id desc, o.position";

    private static final String FEED =
            """
            with page as (
              select e.*, e.feed_position as place
              from events.event_v1 e where e.tenant = ? and e.feed_position > ?
              order by e.feed_position limit ?)
            """
                    + WITH_PARTS
                    + "order by p.place, o.position";

    private final JdbcClient jdbc;
    private final Semaphore turns;
    private final long patienceNanos;

    OutcomeStore(JdbcClient jdbc, OutcomeSettings settings) {
        this.jdbc = jdbc;
        this.turns = new Semaphore(settings.concurrency());
        this.patienceNanos = settings.patience().toNanos();
    }

    /// Names an event across tenants.
    record Key(Tenant tenant, EventId id) {}

    /// One event, if it is stored.
    Optional<StoredEvent> event(Key key) {
        return query(ONE, key.tenant().name(), key.id().value()).stream().findFirst();
    }

    /// Those of the given events that have ended.
    ///
    /// One alone is read by the statement for one: PostgreSQL keeps its plan, while a statement
    /// over arrays is planned for each of them, which takes five times as long as reading one
    /// event.
    List<StoredEvent> ended(Collection<Key> keys) {
        return keys.size() == 1
                ? event(keys.iterator().next()).stream()
                        .filter(event -> event.row().status().ended())
                        .toList()
                : query(ENDED, tenants(keys), ids(keys));
    }

    /// Those of the given events that are stored.
    List<StoredEvent> events(Collection<Key> keys) {
        return query(ANY, tenants(keys), ids(keys));
    }

    /// How far those of the given events are that are stored.
    Map<Key, Progress> progress(Collection<Key> keys) {
        return inTurn(() ->
                jdbc.sql(PROGRESS).params(tenants(keys), ids(keys)).query(OutcomeStore::places));
    }

    private static SqlArrayValue tenants(Collection<Key> keys) {
        return new SqlArrayValue("text", keys.stream().map(key -> key.tenant().name()).toArray());
    }

    private static SqlArrayValue ids(Collection<Key> keys) {
        return new SqlArrayValue("uuid", keys.stream().map(key -> key.id().value()).toArray());
    }

    /// The events of a conversation, newest first.
    List<StoredEvent> conversation(
            Tenant tenant, String conversationId, Cursor.Conversation after, int limit) {
        return query(
                CONVERSATION, tenant.name(), conversationId, after.micros(), after.id(), limit);
    }

    /// Ended events in the order of their positions.
    List<StoredEvent> feed(Tenant tenant, Cursor.Feed after, int limit) {
        return query(FEED, tenant.name(), after.position(), limit);
    }

    private List<StoredEvent> query(String sql, Object... parameters) {
        return inTurn(() -> jdbc.sql(sql).params(parameters).query(OutcomeStore::collect));
    }

    private <T> T inTurn(Supplier<T> statement) {
        takeTurn();
        try {
            return statement.get();
        } finally {
            turns.release();
        }
    }

    private void takeTurn() {
        try {
            if (turns.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.of(ProblemKind.BUSY, "Too many reads at once; ask again in a moment.")
                .retryAfter(1);
    }

    /// Rows of one event stand together; each brings one part or none.
    private static List<StoredEvent> collect(ResultSet rows) throws SQLException {
        var events = new ArrayList<StoredEvent>();
        while (rows.next()) {
            var key = key(rows);
            if (events.isEmpty() || !events.getLast().row().key().equals(key)) {
                events.add(new StoredEvent(row(key, rows), rows.getLong(12)));
            }
            if (rows.getString(13) != null) {
                events.getLast().parts().add(part(rows));
            }
        }
        return events;
    }

    private static Map<Key, Progress> places(ResultSet rows) throws SQLException {
        var found = new HashMap<Key, Progress>();
        while (rows.next()) {
            var parts = new StringBuilder();
            for (var status : (Object[]) rows.getArray(6).getArray()) {
                parts.append(Progress.letter((String) status));
            }
            found.put(key(rows), new Progress(rows.getInt(5), status(rows), parts.toString()));
        }
        return found;
    }

    /// Of the third column and, for an event that has not ended, the fourth: whether a run exists.
    private static EventStatus status(ResultSet row) throws SQLException {
        var status = EventStatus.valueOf(row.getString(3));
        return status == EventStatus.PENDING && row.getBoolean(4) ? EventStatus.PROCESSING : status;
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(new Tenant(row.getString(1)), new EventId(row.getObject(2, UUID.class)));
    }

    private static StoredEvent.Row row(Key key, ResultSet row) throws SQLException {
        return new StoredEvent.Row(
                key,
                status(row),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getObject(9, Integer.class),
                time(row, 10),
                row.getObject(11) == null ? null : time(row, 11));
    }

    private static StoredEvent.Part part(ResultSet row) throws SQLException {
        return new StoredEvent.Part(
                row.getString(13),
                row.getString(14),
                row.getString(15),
                row.getObject(16, Integer.class),
                row.getString(17),
                row.getString(18),
                row.getObject(19, Integer.class),
                row.getObject(20, Long.class),
                row.getObject(21, Long.class),
                row.getObject(22, Long.class),
                row.getObject(23, Long.class),
                row.getObject(24) == null ? null : time(row, 24));
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
