// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.OutcomeRecorded;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Walks over the events that have not ended, oldest first, a stretch at a time, and begins again
/// at the end: every row is looked at, however many wait, and no look is long.
///
/// For one thread.
public final class UnendedWalk {

    private static final UUID LOWEST = new UUID(0, 0);

    /// An inner limit keeps the plan to the index, whatever the statistics say.
    private static final String STRETCH =
            """
            with stretch as materialized (
              select tenant, event_id, generation, stored_at from events.event
              where ended_at is null and (stored_at, event_id) > (:after, :afterId)
                and stored_at < now() - :age * interval '1 second'
              order by stored_at, event_id limit :limit)
            select s.tenant, s.event_id, s.generation, s.stored_at, r.state, r.fence
            from stretch s
            left join analysis.run_v1 r
              on r.tenant = s.tenant and r.event_id = s.event_id and r.generation = s.generation
            order by s.stored_at, s.event_id
            """;

    private final JdbcClient jdbc;
    private Instant after = Instant.EPOCH; // written by the one thread
    private UUID afterId = LOWEST; // written by the one thread

    UnendedWalk(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// One stretch.
    ///
    /// @param endedRuns runs in it that have ended, as their messages would have said
    /// @param last whether it was the end of the walk; the next stretch begins anew
    public record Stretch(List<OutcomeRecorded> endedRuns, boolean last) {}

    /// Looks at the next stretch.
    ///
    /// @param limit rows at most
    /// @param age of rows that are looked at, at least; younger ones have their message under way
    public Stretch next(int limit, Duration age) {
        var rows =
                jdbc.sql(STRETCH)
                        .param("after", OffsetDateTime.ofInstant(after, ZoneOffset.UTC))
                        .param("afterId", afterId)
                        .param("age", age.toMillis() / 1e3)
                        .param("limit", limit)
                        .query(UnendedWalk::row)
                        .list();
        boolean last = rows.size() < limit;
        after = last ? Instant.EPOCH : rows.getLast().storedAt();
        afterId = last ? LOWEST : rows.getLast().ref().eventId();
        return new Stretch(rows.stream().filter(Row::ended).map(Row::recorded).toList(), last);
    }

    private record Row(
            EventRef ref, int generation, Instant storedAt, @Nullable String state, long fence) {

        boolean ended() {
            return "ENDED".equals(state);
        }

        OutcomeRecorded recorded() {
            return new OutcomeRecorded(ref.tenant(), ref.eventId(), generation, fence);
        }
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                EventLedger.ref(row),
                row.getInt("generation"),
                row.getObject("stored_at", OffsetDateTime.class).toInstant(),
                row.getString("state"),
                row.getLong("fence"));
    }
}
