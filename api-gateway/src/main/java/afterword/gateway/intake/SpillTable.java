// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.ContractJson;
import afterword.contract.HandoverNumber;
import afterword.contract.Headers;
import afterword.messaging.Message;
import afterword.messaging.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.core.type.TypeReference;

/// The rows of `gateway.spill`. Rows are named by `spill_id`. Thread-safe.
final class SpillTable {

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    SpillTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What lies in the table.
    record Level(long events, long bytes, Duration oldest) {

        static final Level EMPTY = new Level(0, 0, Duration.ZERO);

        Level plus(List<Intake> more) {
            long size = more.stream().mapToLong(event -> event.message().body().length).sum();
            return new Level(events + more.size(), bytes + size, oldest);
        }
    }

    /// Keeps events in one committed statement; an event that lies there already is kept as it is.
    ///
    /// @param events sorted by id, so that two writers never wait for each other crosswise
    /// @param process that gave the numbers
    /// @param numbers one for each event
    /// @return those whose event has a row of its own now
    Set<Long> insert(List<Intake> events, UUID process, List<Long> numbers) {
        return jdbc.sql(
                        """
                        insert into gateway.spill
                          (tenant, event_id, body_hash, routing_key, headers, body, number, process_id)
                        select n.*, ?::uuid from unnest(?, ?, ?, ?, ?, ?, ?) as n
                        on conflict do nothing
                        returning number
                        """)
                .param(process)
                .param(texts(events, event -> event.tenant().name()))
                .param(ids(events.stream().map(event -> event.id().value())))
                .param(bytes(events, Intake::bodyHash))
                .param(texts(events, event -> event.message().key()))
                .param(texts(events, SpillTable::headers))
                .param(bytes(events, event -> event.message().body()))
                .param(ids(numbers))
                .query((row, _) -> row.getLong(1))
                .set();
    }

    private static SqlArrayValue texts(List<Intake> events, Function<Intake, String> column) {
        return new SqlArrayValue("text", events.stream().map(column).toArray());
    }

    /// The driver wants to see an array of byte arrays.
    private static SqlArrayValue bytes(List<Intake> events, Function<Intake, byte[]> column) {
        return new SqlArrayValue(
                "bytea", (Object[]) events.stream().map(column).toArray(byte[][]::new));
    }

    private static SqlArrayValue ids(Stream<UUID> ids) {
        return new SqlArrayValue("uuid", ids.toArray());
    }

    private static String headers(Intake event) {
        return ContractJson.mapper().writeValueAsString(event.message().headers());
    }

    /// Counts rows and bytes; sizes are read from the rows' heads, not from the bodies.
    Level level() {
        return jdbc.sql(
                        """
                        select count(*), coalesce(sum(octet_length(body)), 0),
                          coalesce(extract(epoch from now() - min(spilled_at)), 0) from gateway.spill
                        """)
                .query((row, _) ->
                        new Level(
                                row.getLong(1),
                                row.getLong(2),
                                Duration.ofMillis((long) (row.getDouble(3) * 1e3))))
                .single();
    }

    /// Claims due rows, oldest first; they are due again after a while.
    List<Long> claim(int limit, Duration again) {
        return jdbc.sql(
                        """
                        update gateway.spill set relay_due = now() + ? * interval '1 ms'
                        where spill_id in (
                          select spill_id from gateway.spill where relay_due <= now()
                          order by relay_due limit ? for update skip locked)
                        returning spill_id
                        """)
                .param(again.toMillis())
                .param(limit)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /// What they hold.
    Map<Long, Message> messages(List<Long> rows) {
        var messages = new HashMap<Long, Message>();
        jdbc.sql(
                        """
                        select spill_id, routing_key, headers, body, process_id, number from gateway.spill
                        where spill_id = any (?)
                        """)
                .param(ids(rows))
                .query(row -> {
                    messages.put(row.getLong(1), message(row));
                });
        return messages;
    }

    private static Message message(ResultSet row) throws SQLException {
        var headers = ContractJson.mapper().readValue(row.getString(3), HEADERS);
        var process = row.getObject(5, UUID.class);
        if (process != null) {
            var number = new HandoverNumber(process, HandoverNumber.Lane.S, row.getLong(6));
            headers.put(Headers.NUMBER, number.text());
        }
        return Message.of(Route.CONVERSATION_ENDED, row.getString(2), headers, row.getBytes(4));
    }

    /// Deletes rows that the broker has.
    void confirmed(List<Long> rows) {
        jdbc.sql("delete from gateway.spill where spill_id = any (?)").param(ids(rows)).update();
    }

    private static SqlArrayValue ids(List<Long> rows) {
        return new SqlArrayValue("bigint", rows.toArray());
    }
}
