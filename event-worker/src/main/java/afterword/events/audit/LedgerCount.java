// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import afterword.contract.ContractJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/// Counts all events and keeps the count for whoever asks. One statement, so that all terms are of
/// one moment; it reads every row, which is why it must not run often.
final class LedgerCount {

    private static final TypeReference<List<Waiting>> WAITING = new TypeReference<>() {};

    private static final String COUNT =
            """
            with ended as (
              select count(*) filter (where status = 'PROCESSED') as processed,
                     count(*) filter (where status = 'PARTIAL') as partial,
                     count(*) filter (where status = 'FAILED') as failed,
                     count(*) filter (where status = 'SKIPPED') as skipped,
                     count(*) filter (where status = 'ERASED') as erased,
                     coalesce(sum(revision), 0) as revisions
              from events.event),
            waiting as (
              select case when r.state = 'ENDED' then 'CLOSING' when r.state is not null then r.state
                          when e.dispatched_at is null then 'STORED' else 'REQUESTED' end as stage,
                     count(*) as events, extract(epoch from now() - min(e.stored_at)) as age
              from events.event e
              left join analysis.run_v1 r
                on r.tenant = e.tenant and r.event_id = e.event_id and r.generation = e.generation
              where e.ended_at is null group by 1),
            latest as (
              select e.tenant, e.event_id, e.generation, e.status from events.event e, events.feed f
              where e.feed_position > f.head - :ends and e.closed_fence is not null and e.status <> 'ERASED')
            update events.ledger set at = now(),
              first_seen = t.first_seen + (select coalesce(sum(first_seen), 0) from events.received),
              processed = c.processed, partial = c.partial, failed = c.failed, skipped = c.skipped, erased = c.erased,
              revisions = c.revisions, feed_head = f.head,
              undecodable = (select count(*) from events.dead_letter where stage = 'intake' and event_id is null),
              waiting = (
                select coalesce(json_agg(json_build_object('stage', stage, 'count', events, 'oldest_age_seconds', round(age, 1))
                                         order by stage), '[]')::text from waiting),
              disagreeing = (
                select count(*) from latest l
                left join analysis.run_v1 r
                  on r.tenant = l.tenant and r.event_id = l.event_id and r.generation = l.generation
                where r.outcome is distinct from l.status)
            from ended c, events.tally t, events.feed f
            """;

    private static final String READ =
            """
            select l.*, (
              select coalesce(sum(upper(r) - lower(r)), 0) from events.handover h, unnest(h.lost) r) as lost
            from events.ledger l
            """;

    private record Waiting(String stage, long count, double oldestAgeSeconds) {}

    private final JdbcClient jdbc;
    private final int ends;

    LedgerCount(JdbcClient jdbc, int ends) {
        this.jdbc = jdbc;
        this.ends = ends;
    }

    /// Counts.
    void count() {
        jdbc.sql(COUNT).param("ends", ends).update();
    }

    /// The last count, by whichever process.
    Count last() {
        return jdbc.sql(READ).query(LedgerCount::read).single();
    }

    private static Count read(ResultSet row, int number) throws SQLException {
        var waiting = new ArrayList<Count.Stage>();
        for (var stage : ContractJson.mapper().readValue(row.getString("waiting"), WAITING)) {
            var oldest = Duration.ofMillis((long) (stage.oldestAgeSeconds() * 1e3));
            waiting.add(new Count.Stage(stage.stage(), stage.count(), oldest));
        }
        return new Count(
                row.getLong("first_seen"),
                new Count.Rows(
                        row.getLong("processed"),
                        row.getLong("partial"),
                        row.getLong("failed"),
                        row.getLong("skipped"),
                        row.getLong("erased")),
                waiting,
                row.getLong("undecodable"),
                row.getLong("feed_head"),
                row.getLong("revisions"),
                row.getLong("disagreeing"),
                row.getLong("lost"));
    }
}
