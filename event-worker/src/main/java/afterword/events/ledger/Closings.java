// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.EventStatus;
import afterword.contract.OutcomeRecorded;
import afterword.contract.Reason;
import afterword.persistence.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends events and gives them their place in the feed.
///
/// Positions are given in the closing transaction under one transaction advisory lock, so that the
/// order of commits is the order of numbers, and a reader that has seen n never finds a smaller one
/// later. Locks are always taken in the same order: rows by key, then the advisory lock, which is
/// held for one statement and the commit. Thread-safe.
public final class Closings {

    /// Any number that no other lock of the database uses; "feed" in ASCII.
    static final long FEED_LOCK = 0x6665_6564L;

    /// Rows whose run has ended and that do not show it yet, locked. Whatever the message said, the
    /// run's own row decides.
    private static final String JUDGE =
            """
            select e.tenant, e.event_id, r.outcome, r.fence, why.reason
            from unnest(:tenant::text[], :id::uuid[], :generation::int[]) as m(tenant, event_id, generation)
            join events.event e
              on e.tenant = m.tenant and e.event_id = m.event_id and e.generation = m.generation
            join analysis.run_v1 r
              on r.tenant = e.tenant and r.event_id = e.event_id and r.generation = e.generation
            left join lateral (
              select min(o.reason) as reason from analysis.outcome_v1 o
              where o.tenant = e.tenant and o.event_id = e.event_id and o.generation = e.generation
                and o.status = r.outcome
              having count(distinct o.reason) = 1) why on r.outcome in ('FAILED', 'SKIPPED')
            where r.state = 'ENDED' and r.outcome is not null
              and (e.ended_at is null or e.status <> 'ERASED' and e.closed_fence is distinct from r.fence)
            order by e.tenant, e.event_id
            for update of e
            """;

    /// One statement, so that the lock is held for it and the commit only. Another's number that
    /// was committed while this one waited for the lock is seen: an update looks at a row that has
    /// changed again. The times are those of the moment, for the statement's own began before the
    /// wait.
    ///
    /// Gateways listen for the notification ("afterword_feed" is part of the contract with them),
    /// so that a request which waits for an end is answered at once. Notifying queues commits
    /// behind one lock, and closing transactions queue behind the feed's anyway.
    private static final String END =
            """
            with turn as materialized (select pg_advisory_xact_lock(:lock)),
            moved as (
              update events.feed set head = head + :entries from turn
              returning head - :entries as base, pg_notify('afterword_feed', ''))
            update events.event e
            set status = n.status, reason = n.reason, closed_fence = n.fence, ended_at = clock_timestamp(),
              revision = coalesce(e.revision, 0) + 1, feed_position = moved.base + n.nr,
              outcome_dispatched_at = null, outcome_relay_due = clock_timestamp() + :relay * interval '1 second'
            from moved,
              unnest(:tenant::text[], :id::uuid[], :status::text[], :reason::text[], :fence::bigint[])
                with ordinality as n(tenant, event_id, status, reason, fence, nr)
            where e.tenant = n.tenant and e.event_id = n.event_id
            returning e.tenant, e.event_id, e.revision, e.status,
              extract(epoch from e.ended_at - e.accepted_at) as took
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LedgerSettings settings;

    Closings(JdbcClient jdbc, TransactionTemplate transaction, LedgerSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings;
    }

    /// Closes the events whose run has ended, in a transaction of its own. Runs that have not,
    /// lower generations, unknown events and fences that already closed theirs are passed over.
    ///
    /// @return the events that have ended now
    public List<Closed> close(List<OutcomeRecorded> recorded) {
        var once = new LinkedHashSet<>(recorded);
        var closed = transaction.execute(_ -> end(judge(once)));
        return closed == null ? List.of() : closed;
    }

    /// Ends events whose rows the caller's transaction has inserted or locked; the last statements
    /// of that transaction.
    public List<Closed> end(List<Ending> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(END)
                .params(columns(endings).parameters())
                .param("lock", FEED_LOCK)
                .param("entries", endings.size())
                .param("relay", settings.relayAfter().toMillis() / 1e3)
                .query(Closings::closed)
                .list();
    }

    private List<Ending> judge(Set<OutcomeRecorded> recorded) {
        var parameters =
                Columns.of(recorded)
                        .text("tenant", OutcomeRecorded::tenant)
                        .text("id", OutcomeRecorded::eventId)
                        .text("generation", OutcomeRecorded::generation)
                        .parameters();
        return jdbc.sql(JUDGE).params(parameters).query(Closings::ending).list().stream()
                .distinct() // two fences of one run in a batch
                .toList();
    }

    private static Ending ending(ResultSet row, int number) throws SQLException {
        return new Ending(
                EventLedger.ref(row),
                EventStatus.valueOf(row.getString("outcome")),
                reason(row.getString("reason")),
                row.getLong("fence"));
    }

    private static @Nullable Reason reason(@Nullable String name) {
        return name == null ? null : Reason.valueOf(name);
    }

    private static Closed closed(ResultSet row, int number) throws SQLException {
        return new Closed(
                EventLedger.ref(row),
                row.getInt("revision"),
                EventStatus.valueOf(row.getString("status")),
                took(row.getDouble("took")));
    }

    /// The two clocks are a gateway's and the database's; a skew is not a negative time.
    private static Duration took(double seconds) {
        return Duration.ofMillis(Math.max(0, (long) (seconds * 1e3)));
    }

    private static Columns<Ending> columns(List<Ending> endings) {
        return Columns.of(endings)
                .text("tenant", ending -> ending.ref().tenant())
                .text("id", ending -> ending.ref().eventId())
                .text("status", Ending::status)
                .text("reason", Ending::reason)
                .text("fence", Ending::fence);
    }
}
