// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.EventStatus;
import afterword.contract.Reason;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Deletes what this schema keeps of events: the transcript, who it was about, dead letters'
/// bodies. A tombstone stays, and the row with nothing but its times.
///
/// The generation is raised, so that whatever is under way for the event comes too late.
/// Thread-safe.
public final class Erasure {

    /// Waits until every insert under way is visible, and holds new ones for these milliseconds: an
    /// intake that looked before the tombstone was there would store the event after it.
    private static final String NO_INSERTS = "lock table events.event in share row exclusive mode";

    private static final String LOCK =
            """
            select e.tenant, e.event_id
            from events.event e join unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id) using (tenant, event_id)
            where e.status <> 'ERASED'
            order by e.tenant, e.event_id for update of e
            """;

    private static final String BURY =
            """
            insert into events.tombstone (tenant, event_id)
            select tenant, event_id from unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id)
            order by tenant, event_id on conflict (tenant, event_id) do nothing
            """;

    private static final String FORGET_TURNS =
            """
            delete from events.transcript t using unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id)
            where t.tenant = n.tenant and t.event_id = n.event_id
            """;

    private static final String FORGET_DEAD_LETTERS =
            """
            update events.dead_letter d set body = null, headers = '{}'
            from unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id)
            where d.tenant = n.tenant and d.event_id = n.event_id
            """;

    private static final String FORGET =
            """
            update events.event e set generation = e.generation + 1, conversation_id = '', user_id = '',
              bot_id = null, bot_name = null, bot_type = null, start_time = null, end_time = null, turns = 0, user_turns = 0,
              metadata = null, problems = null, traceparent = null
            from unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id)
            where e.tenant = n.tenant and e.event_id = n.event_id
            """;

    private final JdbcClient jdbc;
    private final Closings closings;

    Erasure(JdbcClient jdbc, Closings closings) {
        this.jdbc = jdbc;
        this.closings = closings;
    }

    /// Finds and locks those of the events that have a row with content: the first statements of
    /// the caller's transaction.
    public List<EventRef> candidates(Collection<EventRef> refs) {
        jdbc.sql(NO_INSERTS).update();
        return jdbc.sql(LOCK)
                .params(EventRef.columns(refs).parameters())
                .query((row, _) -> EventLedger.ref(row))
                .list();
    }

    /// Erases in the same transaction.
    ///
    /// @param refs all that were named: one that is still on its way is not stored when it comes
    /// @param candidates those with a row
    public List<Closed> erase(Collection<EventRef> refs, List<EventRef> candidates) {
        var all = EventRef.columns(refs).parameters();
        jdbc.sql(BURY).params(all).update();
        jdbc.sql(FORGET_TURNS).params(all).update();
        jdbc.sql(FORGET_DEAD_LETTERS).params(all).update();
        jdbc.sql(FORGET).params(EventRef.columns(candidates).parameters()).update();
        return closings.end(
                candidates.stream()
                        .map(ref -> Ending.atIntake(ref, EventStatus.ERASED, Reason.ERASED))
                        .toList());
    }
}
