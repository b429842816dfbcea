// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.ContractJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts the ledger together: what gateways promised stands in our own schema, what came and what
/// became of it in the event-worker's. Thread-safe.
final class LedgerReport {

    private static final int MOST_PROCESSES = 100;
    private static final int MOST_NAMES = 100;
    private static final Pattern RANGE = Pattern.compile("\\[(\\d+),(\\d+)\\)");

    /// Sizes of sets of numbers: the numbers in all their ranges.
    private static final String HANDOVER =
            """
            with g as (
              select g.process_id, g.lane, g.drawn, g.promised, g.dropped, g.started_at, g.flushed_at,
                     coalesce(h.received, '{}') as received, coalesce(h.lost, '{}') as lost
              from gateway.handover_v1 g
              left join events.handover_v1 h on h.source = g.process_id and h.lane = g.lane)
            select process_id, lane, drawn, started_at, flushed_at, lost::text as names,
                   (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(promised) r) as promised,
                   (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(promised * received) r) as came,
                   (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(lost) r) as lost,
                   (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(promised + dropped + received) r) as known
            from g order by isempty(lost), flushed_at desc
            """;

    private final JdbcClient jdbc;

    LedgerReport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The ledger now.
    LedgerView now() {
        var handover = handover();
        return jdbc.sql("select * from events.ledger_v1")
                .query((row, _) ->
                        new LedgerView(
                                row.getObject("at") == null ? null : time(row, "at"),
                                stored(row),
                                handover))
                .single();
    }

    private static LedgerView.Stored stored(ResultSet row) throws SQLException {
        var waiting = ContractJson.tree(row.getString("waiting"));
        long waits = 0;
        for (var stage : waiting) {
            waits += stage.path("count").asLong();
        }
        long seen = row.getLong("first_seen");
        long ended =
                row.getLong("processed")
                        + row.getLong("partial")
                        + row.getLong("failed")
                        + row.getLong("skipped")
                        + row.getLong("erased");
        return new LedgerView.Stored(
                seen,
                row.getLong("processed"),
                row.getLong("partial"),
                row.getLong("failed"),
                row.getLong("skipped"),
                row.getLong("erased"),
                waiting,
                row.getLong("undecodable"),
                seen - ended - waits,
                new LedgerView.Feed(row.getLong("feed_head"), row.getLong("revisions")),
                row.getLong("disagreeing"));
    }

    private LedgerView.Handover handover() {
        var sum = new Sum();
        jdbc.sql(HANDOVER).query(sum::add);
        return sum.handover();
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// Adds the lanes of all processes up. For one thread.
    private static final class Sum {

        private final Map<UUID, LedgerView.Life> processes = new LinkedHashMap<>();
        private long published;
        private long spilled;
        private long received;
        private long missing;
        private long unsettled;

        void add(ResultSet row) throws SQLException {
            boolean spill = row.getString("lane").equals("s");
            long promised = row.getLong("promised");
            published += spill ? 0 : promised;
            spilled += spill ? promised : 0;
            received += row.getLong("came");
            missing += row.getLong("lost");
            unsettled += Math.max(0, row.getLong("drawn") - row.getLong("known"));
            var process = row.getObject("process_id", UUID.class);
            if (processes.containsKey(process) || processes.size() < MOST_PROCESSES) {
                processes.merge(process, lane(process, row, spill), Sum::both);
            }
        }

        private static LedgerView.Life lane(UUID process, ResultSet row, boolean spill)
                throws SQLException {
            long drawn = row.getLong("drawn");
            return new LedgerView.Life(
                    process,
                    1,
                    spill ? 0 : drawn,
                    spill ? drawn : 0,
                    row.getLong("lost"),
                    names(row.getString("lane"), row.getString("names")),
                    time(row, "started_at"),
                    time(row, "flushed_at"));
        }

        private static List<String> names(String lane, String ranges) {
            var names = new ArrayList<String>();
            var range = RANGE.matcher(ranges);
            while (range.find() && names.size() < MOST_NAMES) {
                long from = Long.parseLong(range.group(1));
                long to = Long.parseLong(range.group(2)) - 1;
                names.add(lane + from + (to > from ? "-" + to : ""));
            }
            return names;
        }

        private static LedgerView.Life both(LedgerView.Life one, LedgerView.Life other) {
            var names = new ArrayList<>(one.missing());
            names.addAll(other.missing());
            boolean first = one.startedAt().isBefore(other.startedAt());
            boolean last = one.flushedAt().isAfter(other.flushedAt());
            return new LedgerView.Life(
                    one.processId(),
                    1,
                    one.to() + other.to(),
                    one.spilledTo() + other.spilledTo(),
                    one.missingCount() + other.missingCount(),
                    names,
                    first ? one.startedAt() : other.startedAt(),
                    last ? one.flushedAt() : other.flushedAt());
        }

        LedgerView.Handover handover() {
            long waiting = published + spilled - received - missing;
            return new LedgerView.Handover(
                    published,
                    spilled,
                    received,
                    waiting,
                    missing,
                    unsettled,
                    List.copyOf(processes.values()));
        }
    }
}
