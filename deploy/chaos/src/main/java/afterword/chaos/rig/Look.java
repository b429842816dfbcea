// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.chaos.check.Facts;
import afterword.chaos.check.Reply;
import afterword.chaos.check.StoredEvent;
import afterword.chaos.check.StoredPart;
import afterword.local.LineBroker;
import afterword.local.LineDatabase;
import afterword.servers.ServerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// Looks into the database and the broker from outside of the line.
public final class Look {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String SPILLED = "select count(*) from gateway.spill";
    private static final String WAITING =
            "select count(*) from events.event where ended_at is null";

    /// What should be empty when nothing is left to do.
    private static final Map<String, String> DUTIES =
            Map.of(
                    "events that have not ended",
                    WAITING,
                    "outcomes that were not published",
                    "select count(*) from events.event where ended_at is not null and outcome_dispatched_at is null",
                    "runs that have not ended",
                    "select count(*) from analysis.run where state <> 'ENDED'",
                    "ended runs that were not announced",
                    "select count(*) from analysis.run where state = 'ENDED' and recorded_at is null",
                    "spilled events",
                    SPILLED);

    private final Servers servers;

    public Look(Servers servers) {
        this.servers = servers;
    }

    /// Puts the triggers there.
    public void watchChanges() {
        Audit.install(servers.postgres());
    }

    private Connection connect() throws SQLException {
        return servers.postgres().connect(LineDatabase.NAME);
    }

    /// Events that have not ended; −1 when the database does not answer.
    public long waiting() {
        try (var connection = connect()) {
            return number(connection, WAITING);
        } catch (SQLException _) {
            return -1;
        }
    }

    /// Events in the spill; −1 when the database does not answer.
    public long spilled() {
        try (var connection = connect()) {
            return number(connection, SPILLED);
        } catch (SQLException _) {
            return -1;
        }
    }

    /// Runs that a process owns now.
    ///
    /// @return -1 when the database does not answer
    public long runs(long pid) {
        try (var connection = connect();
                var query =
                        connection.prepareStatement(
                                """
                                select count(*) from analysis.run r join analysis.process p on p.process_id = r.owner
                                where r.state = 'RUNNING' and p.name like ?
                                """)) {
            query.setString(1, "%:" + pid);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException _) {
            return -1;
        }
    }

    /// What is left to do, in words; empty when all is done.
    public List<String> left() throws SQLException {
        var left = new ArrayList<String>();
        try (var connection = connect()) {
            for (var duty : DUTIES.entrySet()) {
                long count = number(connection, duty.getValue());
                if (count > 0) {
                    left.add(count + " " + duty.getKey());
                }
            }
        }
        queues(left);
        return left;
    }

    /// RabbitMQ tells how long its queues are; the Kafka of the line is asked by nobody but its
    /// consumers, whose lag the outcomes show.
    private void queues(List<String> left) {
        if (!(servers.broker() instanceof LineBroker.Rabbit(var server, _))) {
            return;
        }
        try {
            for (var queue : JSON.readTree(server.management().send("GET", "/api/queues", ""))) {
                var name = queue.path("name").asString("");
                long messages = queue.path("messages").asLong(0);
                if (messages > 0
                        && name.startsWith("afterword.")
                        && !name.contains("dead-letters")) {
                    left.add(messages + " messages in " + name);
                }
            }
        } catch (ServerException e) {
            left.add("the broker's management does not answer: " + e.getMessage());
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// All that the checker wants to know.
    ///
    /// @param names of processes by their ids
    /// @param left from [#left], after the drain
    public Facts.Database facts(Map<Long, String> names, List<String> left, Set<String> readers)
            throws SQLException {
        try (var connection = connect()) {
            return new Facts.Database(
                    events(connection),
                    parts(connection),
                    replies(connection),
                    Audit.changes(connection, names),
                    deadLetters(connection),
                    left,
                    readers);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Connection connection, String sql, Reading<T> reading)
            throws SQLException {
        var list = new ArrayList<T>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                list.add(reading.read(row));
            }
        }
        return list;
    }

    private static List<StoredEvent> events(Connection connection) throws SQLException {
        return list(
                connection,
                """
                select event_id, conversation_id, status, coalesce(reason, '') as reason,
                  coalesce(revision, 0) as revision, coalesce(feed_position, 0) as feed_position, conflicts,
                  (extract(epoch from stored_at) * 1000000)::bigint as stored,
                  coalesce((extract(epoch from ended_at) * 1000000)::bigint, 0) as ended
                from events.event
                """,
                row ->
                        new StoredEvent(
                                row.getString("event_id"),
                                row.getString("conversation_id"),
                                row.getString("status"),
                                row.getString("reason"),
                                row.getInt("revision"),
                                row.getLong("feed_position"),
                                row.getInt("conflicts"),
                                row.getLong("stored"),
                                row.getLong("ended")));
    }

    private static List<StoredPart> parts(Connection connection) throws SQLException {
        return list(
                connection,
                """
                select event_id, name, status, coalesce(reason, '') as reason, attempts,
                  coalesce((result ->> 'user_initiated_questions')::int, -1) as questions
                from analysis.part
                """,
                row ->
                        new StoredPart(
                                row.getString("event_id"),
                                row.getString("name"),
                                row.getString("status"),
                                row.getString("reason"),
                                row.getInt("attempts"),
                                row.getInt("questions")));
    }

    /// Replies that came, with what they were found to be.
    private static List<Reply> replies(Connection connection) throws SQLException {
        return list(
                connection,
                """
                select c.event_id, c.name, c.fence, (extract(epoch from c.at) * 1000000)::bigint as micros,
                  coalesce(e.class, '') as class
                from analysis.call c
                left join analysis.call e
                  on (e.tenant, e.event_id, e.generation, e.name, e.fence, e.number, e.phase)
                   = (c.tenant, c.event_id, c.generation, c.name, c.fence, c.number, 'ENDED')
                where c.phase = 'REPLIED' and c.raw is not null
                """,
                row ->
                        new Reply(
                                row.getString("event_id"),
                                row.getString("name"),
                                row.getLong("fence"),
                                row.getLong("micros"),
                                row.getString("class")));
    }

    private static List<String> deadLetters(Connection connection) throws SQLException {
        return list(
                connection,
                "select stage || ' ' || reason || ' from ' || origin as said from events.dead_letter",
                row -> row.getString("said"));
    }
}
