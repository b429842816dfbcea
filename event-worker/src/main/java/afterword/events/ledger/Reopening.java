// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.EventStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Lets ended events be analysed again: a new generation, back to PENDING. Thread-safe.
public final class Reopening {

    /// An event without its transcript could only be skipped.
    private static final String LOCK =
            """
            select e.tenant, e.event_id, e.generation, e.traceparent
            from events.event e join unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id) using (tenant, event_id)
            where e.status = any(:statuses::text[])
              and exists (select from events.transcript t where t.tenant = e.tenant and t.event_id = e.event_id)
            order by e.tenant, e.event_id for update of e
            """;

    private static final String REOPEN =
            """
            update events.event e set generation = e.generation + 1, status = 'PENDING', reason = null, ended_at = null,
              feed_position = null, closed_fence = null, dispatched_at = null, rings = 0,
              relay_due = now() + :relay * interval '1 second', ring_due = now() + :ring * interval '1 second'
            from unnest(:tenant::text[], :id::uuid[]) as n(tenant, event_id)
            where e.tenant = n.tenant and e.event_id = n.event_id
            """;

    private final JdbcClient jdbc;
    private final LedgerSettings settings;

    Reopening(JdbcClient jdbc, LedgerSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /// An event as it is after its reopening.
    ///
    /// @param generation the new one
    public record Reopened(EventRef ref, int generation, @Nullable String traceparent) {}

    /// Finds and locks those of the events of which something failed, in the caller's transaction.
    ///
    /// @return as they will be
    public List<Reopened> candidates(Collection<EventRef> refs) {
        return lock(refs, EventStatus.FAILED, EventStatus.PARTIAL);
    }

    /// The same for those that have ended in any way, so that a newer definition may look at them.
    public List<Reopened> renewable(Collection<EventRef> refs) {
        return lock(
                refs,
                EventStatus.FAILED,
                EventStatus.PARTIAL,
                EventStatus.PROCESSED,
                EventStatus.SKIPPED);
    }

    private List<Reopened> lock(Collection<EventRef> refs, EventStatus... statuses) {
        return jdbc.sql(LOCK)
                .params(EventRef.columns(refs).parameters())
                .param("statuses", Arrays.stream(statuses).map(Enum::name).toArray(String[]::new))
                .query(Reopening::reopened)
                .list();
    }

    /// Reopens what [#candidates] found, in the same transaction.
    public void reopen(List<Reopened> candidates) {
        var refs = candidates.stream().map(Reopened::ref).toList();
        jdbc.sql(REOPEN)
                .params(EventRef.columns(refs).parameters())
                .param("relay", settings.relayAfter().toMillis() / 1e3)
                .param("ring", settings.ringAfter().toMillis() / 1e3)
                .update();
    }

    private static Reopened reopened(ResultSet row, int number) throws SQLException {
        return new Reopened(
                EventLedger.ref(row), row.getInt("generation") + 1, row.getString("traceparent"));
    }
}
