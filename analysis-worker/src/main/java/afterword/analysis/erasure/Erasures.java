// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.erasure;

import afterword.persistence.Columns;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Carries out erasures in this schema: the results, the journal with its raw replies and the trace
/// go; a tombstone stays, and the run's row with nothing but its times and a raised fence.
///
/// Event-worker's tombstones are the order, and a lost message costs nothing: each look finds what
/// has none here yet. Safe on many workers at once.
final class Erasures {

    private static final String FIND =
            """
            select t.tenant, t.event_id from events.tombstone_v1 t
            where t.erased_at >= case when :all then '-infinity' else now() - :overlap * interval '1 ms' end
              and not exists (
                select 1 from analysis.tombstone b where (b.tenant, b.event_id) = (t.tenant, t.event_id))
            order by t.tenant, t.event_id
            limit :batch
            """;

    /// Waits until every journal line under way is visible, and holds new ones for these
    /// milliseconds: a line that looked before the tombstone was there would stay behind it.
    private static final String NO_LINES = "lock table analysis.call in share row exclusive mode";

    private static final String BURY =
            """
            insert into analysis.tombstone (tenant, event_id)
            select * from unnest(:tenants::text[], :events::uuid[])
            order by 1, 2 on conflict do nothing
            """;

    /// Whoever works on it is fenced out. Nobody waits for the news: event-worker has closed the
    /// event before we heard of it.
    private static final String END =
            """
            update analysis.run r set
              fence = r.fence + 1, state = 'ENDED', outcome = 'SKIPPED', owner = null, due_at = null, alone = false,
              ended_at = coalesce(r.ended_at, clock_timestamp()), relay_due = null,
              recorded_at = coalesce(r.recorded_at, clock_timestamp()), traceparent = null
            from unnest(:tenants::text[], :events::uuid[]) as e(tenant, event_id)
            where (r.tenant, r.event_id) = (e.tenant, e.event_id)
            """;

    private static final String DELETE =
            """
            delete from analysis.%s d using unnest(:tenants::text[], :events::uuid[]) as e(tenant, event_id)
            where (d.tenant, d.event_id) = (e.tenant, e.event_id)
            """;

    private record Erased(String tenant, UUID eventId) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Duration overlap;
    private final int batch;

    Erasures(JdbcClient jdbc, TransactionTemplate transactions, Duration overlap, int batch) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.overlap = overlap;
        this.batch = batch;
    }

    /// Carries out a batch.
    ///
    /// @param all whether also tombstones older than the overlap are looked for
    /// @return events erased here
    int carryOut(boolean all) {
        var found = find(all);
        if (!found.isEmpty()) {
            transactions.executeWithoutResult(_ -> erase(found));
        }
        return found.size();
    }

    private List<Erased> find(boolean all) {
        return jdbc.sql(FIND)
                .param("all", all)
                .param("overlap", overlap.toMillis())
                .param("batch", batch)
                .query((row, _) ->
                        new Erased(row.getString("tenant"), row.getObject("event_id", UUID.class)))
                .list();
    }

    private void erase(List<Erased> events) {
        var keys =
                Columns.of(events)
                        .text("tenants", Erased::tenant)
                        .text("events", Erased::eventId)
                        .parameters();
        jdbc.sql(NO_LINES).update();
        jdbc.sql(BURY).params(keys).update();
        jdbc.sql(END).params(keys).update();
        jdbc.sql(DELETE.formatted("call")).params(keys).update();
        jdbc.sql(DELETE.formatted("part")).params(keys).update();
    }
}
