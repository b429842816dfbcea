// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Compares what gateways promised with what came.
///
/// Walk: fold what the batches noted → for each gateway process and lane, what was promised, has
/// left the spill and has not come is suspect (WAITING), together with the queue's length and the
/// count of messages taken so far. Once as many messages were taken as lay in the queue, or it was
/// seen empty, the queue has passed the suspects (PASSED); those still missing some minutes later
/// are lost, by number. A lost one that comes after all is struck off. Numbers are only ever
/// suspect in one look at a time, so that each is waited for in full.
///
/// The proof by counting holds for one queue in order (RabbitMQ). On Kafka one partition may be
/// late while others are counted; the minutes after it cover that, unless a partition stands still
/// for longer, and then what comes late is struck off again.
final class HandoverAudit {

    private static final Logger LOG = LoggerFactory.getLogger(HandoverAudit.class);

    private static final String FOLD =
            """
            with taken as (delete from events.received returning source, lane, numbers, messages, first_seen),
            counted as (
              update events.tally t set messages = t.messages + n.messages, first_seen = t.first_seen + n.first_seen
              from (select coalesce(sum(messages), 0) as messages, coalesce(sum(first_seen), 0) as first_seen from taken) n)
            insert into events.handover as h (source, lane, received)
            select source, lane, range_agg(numbers) from taken where source is not null group by source, lane
            order by source, lane
            on conflict (source, lane) do update set received = h.received + excluded.received,
              lost = h.lost - excluded.received, updated_at = now()
            """;

    private static final String MEET =
            """
            insert into events.handover (source, lane)
            select process_id, lane from gateway.handover_v1 order by 1, 2
            on conflict (source, lane) do nothing
            """;

    /// The queue's length now is that behind which a suspect noticed earlier must lie.
    private static final String MEASURE =
            """
            update events.handover h set backlog = :backlog, messages = t.messages
            from events.tally t where h.stage = 'WAITING' and h.backlog is null
            """;

    private static final String CLEAR =
            """
            update events.handover set stage = 'QUIET', suspects = '{}'
            where stage <> 'QUIET' and isempty(suspects - received)
            """;

    private static final String PASS =
            """
            update events.handover h set stage = 'PASSED', stage_at = now(), suspects = h.suspects - h.received
            from events.tally t
            where h.stage = 'WAITING' and (t.messages - h.messages >= h.backlog or :empty)
            """;

    private static final String LOSE =
            """
            update events.handover h set stage = 'QUIET', suspects = '{}', lost = h.lost + (h.suspects - h.received)
            where h.stage = 'PASSED' and h.stage_at < now() - :after * interval '1 second'
            returning h.source || '/' || h.lane || (h.lost::text)
            """;

    private static final String SUSPECT =
            """
            update events.handover h
            set stage = 'WAITING', stage_at = now(), suspects = m.missing, backlog = null, messages = null
            from (
              select g.process_id, g.lane,
                     g.promised - h.received - h.lost - coalesce(s.numbers, '{}'::int8multirange) as missing
              from gateway.handover_v1 g
              join events.handover h on h.source = g.process_id and h.lane = g.lane and h.stage = 'QUIET'
              left join (
                select process_id, range_agg(int8range(number, number + 1)) as numbers
                from gateway.spilled_v1 group by process_id) s on s.process_id = g.process_id and g.lane = 's') m
            where h.source = m.process_id and h.lane = m.lane and not isempty(m.missing)
            """;

    /// Never before the gateway's own row: it would be met anew, and all its numbers be missed.
    private static final String FORGET =
            """
            delete from events.handover h
            where stage = 'QUIET' and updated_at < now() - :after * interval '1 second'
              and not exists (
                select 1 from gateway.handover_v1 g where g.process_id = h.source and g.lane = h.lane)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AuditSettings settings;

    HandoverAudit(JdbcClient jdbc, TransactionTemplate transaction, AuditSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings;
    }

    /// Folds what batches noted; needs nobody else's views.
    void fold() {
        jdbc.sql(FOLD).update();
    }

    /// One look at all processes.
    ///
    /// @param backlog messages that wait in the queue; asked before this call, so that what was
    ///   suspect by then lies within it
    void judge(OptionalLong backlog) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql(MEET).update();
            jdbc.sql(CLEAR).update();
            if (backlog.isPresent()) {
                pass(backlog.getAsLong());
            }
            tell(lose());
            jdbc.sql(SUSPECT).update();
            jdbc.sql(FORGET).param("after", seconds(settings.forgetAfter())).update();
        });
    }

    private void pass(long backlog) {
        jdbc.sql(MEASURE).param("backlog", backlog).update();
        jdbc.sql(PASS).param("empty", backlog == 0).update();
    }

    private List<String> lose() {
        return jdbc.sql(LOSE)
                .param("after", seconds(settings.lostAfter()))
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static void tell(List<String> lost) {
        for (var numbers : lost) {
            LOG.error(
                    "lost on the way from a gateway: process, lane and all lost numbers of it {}; see docs/ledger.md",
                    numbers);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
