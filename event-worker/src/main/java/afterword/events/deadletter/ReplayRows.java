// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.ContractJson;
import afterword.events.ledger.Pace;
import afterword.messaging.Message;
import afterword.messaging.RowOutbox;
import afterword.persistence.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;

/// The dead letters that an order sends once more. All instances together keep to one rate, so that
/// ten thousand of them do not push the living aside. Thread-safe.
final class ReplayRows implements RowOutbox.Rows<Replay> {

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private static final String CLAIM =
            """
            with due as (
              select id from events.dead_letter where replay_due <= now()
              order by replay_due, id limit :limit for update skip locked)
            update events.dead_letter d set replay_due = now() + :lease * interval '1 second'
            from due where d.id = due.id
            returning d.id
            """;

    /// Retention or an erasure came first.
    private static final String GIVE_UP =
            """
            update events.dead_letter set replay_due = null, state = 'OPEN'
            where replay_due is not null and body is null
            """;

    private static final String END =
            """
            update events.command c set state = 'DONE', ended_at = now()
            where c.state = 'RUNNING' and c.kind = 'REPLAY'
              and not exists (select from events.dead_letter d where d.replay_due is not null and d.command_id = c.id)
            """;

    private static final String LOAD =
            """
            select id, stage, headers, body from events.dead_letter
            where id = any(:id::bigint[]) and replay_due is not null and body is not null
            order by id
            """;

    /// One that failed again meanwhile is open again, and counts all the same.
    private static final String CONFIRMED =
            """
            with sent as (
              select id from events.dead_letter
              where id = any(:id::bigint[]) and replay_due is not null order by id for update),
            done as (
              update events.dead_letter d set replay_due = null, replays = d.replays + 1, replayed_at = now(),
                state = case d.state when 'REPLAYING' then 'REPLAYED' else d.state end
              from sent where d.id = sent.id
              returning d.command_id)
            update events.command c set changed = c.changed + n.letters
            from (select command_id, count(*) as letters from done group by command_id) n
            where c.id = n.command_id
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Pace pace;
    private final DeadLetterSettings settings;

    ReplayRows(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Pace pace,
            DeadLetterSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.pace = pace;
        this.settings = settings;
    }

    @Override
    public List<Replay> claim(int limit) {
        if (!pace.take(Pace.REPLAYS, settings.replayEvery())) {
            return List.of();
        }
        transaction.executeWithoutResult(_ -> {
            jdbc.sql(GIVE_UP).update();
            jdbc.sql(END).update();
        });
        return jdbc.sql(CLAIM)
                .param("limit", limit)
                .param("lease", seconds(settings.relayLease()))
                .query((row, _) -> new Replay(row.getLong("id")))
                .list();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    @Override
    public Map<Replay, Message> messages(List<Replay> replays) {
        var messages = new LinkedHashMap<Replay, Message>();
        jdbc.sql(LOAD)
                .params(ids(replays))
                .query(row -> {
                    messages.put(new Replay(row.getLong("id")), message(row));
                });
        return messages;
    }

    private static Message message(ResultSet row) throws SQLException {
        var stage = row.getString("stage");
        var route =
                Stage.of(stage)
                        .orElseThrow(() -> new IllegalStateException("unknown stage: " + stage))
                        .route();
        var headers =
                new HashMap<>(ContractJson.mapper().readValue(row.getString("headers"), HEADERS));
        return Message.of(route, "dead-letter-" + row.getLong("id"), headers, row.getBytes("body"));
    }

    @Override
    public void confirmed(List<Replay> replays) {
        jdbc.sql(CONFIRMED).params(ids(replays)).update();
    }

    private static Map<String, Object> ids(List<Replay> replays) {
        return Columns.of(replays).text("id", Replay::id).parameters();
    }
}
