// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.Canonical;
import afterword.contract.ContractJson;
import afterword.contract.Conversation;
import afterword.contract.EventKey;
import afterword.persistence.Columns;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes new events into the ledger.
///
/// Idempotent: the same events again are duplicates. Every multi-row statement locks its rows in
/// the order of their keys, so that instances do not deadlock. Thread-safe.
public final class EventLedger {

    /// The columns that a producer decides, in one order for both statements.
    private static final String GIVEN =
            "channel, key_kind, conversation_id, user_id, bot_id, bot_name, bot_type, start_time,"
                    + " end_time, turns, user_turns, metadata, body_hash, problems, traceparent";

    private static final String ROWS =
            """
            unnest(:tenant::text[], :id::uuid[], :channel::text[], :kind::text[], :conversation::text[], :user::text[],
                   :bot::text[], :botName::text[], :botType::text[], :start::timestamptz[], :end::timestamptz[],
                   :turns::int[], :userTurns::int[], :metadata::text[], :hash::bytea[], :problems::text[],
                   :trace::text[], :accepted::timestamptz[])
              as n(tenant, event_id, channel, key_kind, conversation_id, user_id,
                   bot_id, bot_name, bot_type, start_time, end_time,
                   turns, user_turns, metadata, body_hash, problems,
                   traceparent, accepted_at)
            """;

    private static final String INSERT =
            """
            insert into events.event (tenant, event_id, %s, accepted_at, relay_due, ring_due)
            select tenant, event_id, %s, least(accepted_at, now()),
                   now() + :relay * interval '1 second', now() + :ring * interval '1 second'
            from %s
            where not exists (select from events.tombstone t where t.tenant = n.tenant and t.event_id = n.event_id)
            order by tenant, event_id
            on conflict (tenant, event_id) do nothing
            returning tenant, event_id
            """
                    .formatted(GIVEN, GIVEN, ROWS);

    private static final String STANDING =
            """
            select n.nr, e.tenant is null or e.status = 'ERASED' as erased,
                   e.status = 'FAILED' and e.body_hash is null as refused, e.body_hash <> n.body_hash as differs
            from unnest(:tenant::text[], :id::uuid[], :hash::bytea[]) with ordinality as n(tenant, event_id, body_hash, nr)
            left join events.event e on e.tenant = n.tenant and e.event_id = n.event_id
            """;

    private static final String COUNT_CONFLICTS =
            """
            with more as (
              select tenant, event_id, count(*) as bodies
              from unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id) group by tenant, event_id),
            locked as (
              select e.tenant, e.event_id, more.bodies from events.event e join more using (tenant, event_id)
              order by e.tenant, e.event_id for update of e)
            update events.event e set conflicts = e.conflicts + locked.bodies
            from locked where e.tenant = locked.tenant and e.event_id = locked.event_id
            """;

    /// A refused event kept nothing of its body, so the first usable one takes its row.
    private static final String TAKE_IN =
            """
            with locked as (
              select e.tenant, e.event_id from events.event e join %s using (tenant, event_id)
              where e.status = 'FAILED' and e.body_hash is null
              order by e.tenant, e.event_id for update of e)
            update events.event e set (%s) = row(%s), status = 'PENDING', reason = null,
              accepted_at = least(n.accepted_at, now()), stored_at = now(), ended_at = null, feed_position = null,
              dispatched_at = null, relay_due = now() + :relay * interval '1 second', ring_due = now() + :ring * interval '1 second'
            from locked join %s using (tenant, event_id)
            where e.tenant = locked.tenant and e.event_id = locked.event_id
            returning e.tenant, e.event_id
            """
                    .formatted(ROWS, GIVEN, "n." + GIVEN.replace(", ", ", n."), ROWS);

    private final JdbcClient jdbc;
    private final LedgerSettings settings;

    EventLedger(JdbcClient jdbc, LedgerSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /// Inserts events in the caller's transaction, each as PENDING.
    ///
    /// @param events at least one; the same id may come more than once
    public Stored insert(List<? extends NewEvent> events) {
        var fresh = write(INSERT, firstOfEach(events));
        var others = without(events, fresh);
        return others.isEmpty() ? new Stored(fresh.size(), fresh, 0, 0, 0) : settle(fresh, others);
    }

    private static List<NewEvent> without(List<? extends NewEvent> events, List<NewEvent> taken) {
        // by identity: two messages may be equal
        var known = Collections.newSetFromMap(new IdentityHashMap<NewEvent, Boolean>());
        known.addAll(taken);
        return events.stream()
                .<NewEvent>map(event -> event)
                .filter(it -> !known.contains(it))
                .toList();
    }

    /// The first usable event of each id, else its first refused one.
    private static Collection<NewEvent> firstOfEach(List<? extends NewEvent> events) {
        var first = new LinkedHashMap<EventRef, NewEvent>();
        for (var event : events) {
            first.merge(
                    event.ref(),
                    event,
                    (old, next) -> old instanceof NewEvent.Refused ? next : old);
        }
        return first.values();
    }

    /// Sorts what had a row already.
    private Stored settle(List<NewEvent> inserted, List<NewEvent> others) {
        var fresh = new ArrayList<>(inserted);
        var standings = standings(others);
        var corrected = new ArrayList<NewEvent>();
        var conflicting = new ArrayList<NewEvent>();
        int erased = 0;
        for (int i = 0; i < others.size(); i++) {
            var standing = standings.get(i);
            if (standing.erased()) {
                erased++;
            } else if (standing.refused() && others.get(i) instanceof NewEvent.Accepted accepted) {
                corrected.add(accepted);
            } else if (standing.differs()) {
                conflicting.add(others.get(i));
            }
        }
        int repeats = others.size() - erased;
        if (!corrected.isEmpty()) {
            var takenIn = write(TAKE_IN, firstOfEach(corrected));
            fresh.addAll(takenIn);
            repeats -= takenIn.size();
        }
        if (!conflicting.isEmpty()) {
            jdbc.sql(COUNT_CONFLICTS).params(keys(conflicting).parameters()).update();
        }
        return new Stored(inserted.size(), fresh, repeats, conflicting.size(), erased);
    }

    private record Standing(long number, boolean erased, boolean refused, boolean differs) {}

    private List<Standing> standings(List<NewEvent> events) {
        var found = new ArrayList<Standing>();
        jdbc.sql(STANDING)
                .params(keys(events).bytes("hash", EventLedger::hash).parameters())
                .query(EventLedger::standing)
                .list()
                .forEach(found::add);
        found.sort(Comparator.comparingLong(Standing::number));
        return found;
    }

    private static Standing standing(ResultSet row, int index) throws SQLException {
        return new Standing(
                row.getLong("nr"),
                row.getBoolean("erased"),
                row.getBoolean("refused"),
                row.getBoolean("differs"));
    }

    /// @return the events whose row was written
    private List<NewEvent> write(String statement, Collection<NewEvent> events) {
        var written =
                jdbc.sql(statement)
                        .params(columns(events).parameters())
                        .param("relay", settings.relayAfter().toMillis() / 1e3)
                        .param("ring", settings.ringAfter().toMillis() / 1e3)
                        .query((row, _) -> ref(row))
                        .set();
        return events.stream().filter(event -> written.contains(event.ref())).toList();
    }

    static EventRef ref(ResultSet row) throws SQLException {
        return new EventRef(row.getString("tenant"), row.getObject("event_id", UUID.class));
    }

    private static Columns<NewEvent> keys(Collection<NewEvent> events) {
        return Columns.of(events)
                .text("tenant", event -> event.ref().tenant())
                .text("id", event -> event.ref().eventId());
    }

    private static Columns<NewEvent> columns(Collection<NewEvent> events) {
        return keys(events)
                .text("channel", event -> event.arrival().channel())
                .text("accepted", event -> event.arrival().acceptedAt())
                .text("trace", event -> event.arrival().traceparent())
                .text("kind", event -> kind(event.key()))
                .text(
                        "conversation",
                        of(Conversation::conversationId, Canonical.Identified::conversationId))
                .text("user", of(Conversation::userId, Canonical.Identified::userId))
                .text("bot", of(Conversation::botId, _ -> null))
                .text("botName", of(Conversation::botName, _ -> null))
                .text("botType", of(Conversation::botType, _ -> null))
                .text("start", of(Conversation::start, _ -> null))
                .text("end", of(Conversation::end, Canonical.Identified::end))
                .text("turns", of(it -> it.turns().size(), _ -> 0))
                .text("userTurns", of(Conversation::userTurns, _ -> 0))
                .text("metadata", of(Conversation::metadata, _ -> null))
                .text("problems", EventLedger::problems)
                .bytes("hash", EventLedger::hash);
    }

    private static Function<NewEvent, @Nullable Object> of(
            Function<Conversation, @Nullable Object> accepted,
            Function<Canonical.Identified, @Nullable Object> refused) {
        return event ->
                switch (event) {
                    case NewEvent.Accepted it -> accepted.apply(it.conversation());
                    case NewEvent.Refused it -> refused.apply(it.identified());
                };
    }

    private static String kind(EventKey key) {
        return switch (key) {
            case EventKey.Idempotency _ -> "IDEMPOTENCY";
            case EventKey.CloudEvent _ -> "CLOUD_EVENT";
            case EventKey.ConversationEnd _ -> "CONVERSATION_END";
        };
    }

    private static byte @Nullable [] hash(NewEvent event) {
        return switch (event) {
            case NewEvent.Accepted it -> it.bodyHash();
            case NewEvent.Refused _ -> null;
        };
    }

    private static @Nullable String problems(NewEvent event) {
        return switch (event) {
            case NewEvent.Accepted _ -> null;
            case NewEvent.Refused it ->
                    new String(ContractJson.write(it.problems()), StandardCharsets.UTF_8);
        };
    }
}
