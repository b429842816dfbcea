// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.servers.PostgresServer;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What stands around a worker in a test: the database with event-worker's view, and looks into it.
final class Stand {

    private final PostgresServer.Database database;
    private final JdbcClient jdbc;

    Stand(PostgresServer.Database database) {
        this.database = database;
        this.jdbc = JdbcClient.create(FreshDatabase.source(database));
    }

    PostgresServer.Database database() {
        return database;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    /// Stores a conversation as event-worker would: the bot greets, the user says something.
    UUID store(String said) {
        var event = UUID.randomUUID();
        var turns =
                ContractJson.mapper()
                        .createArrayNode()
                        .add(turn("bot", "Hello!"))
                        .add(turn("user", said));
        jdbc.sql(
                        """
                        insert into events.stored (tenant, event_id, generation, conversation_id, user_id, end_time, turns_json)
                        values ('default', :event, 1, 'c-' || :event, 'u1', '2026-01-02T03:04:05Z', :turns)
                        """)
                .param("event", event)
                .param("turns", turns.toString())
                .update();
        return event;
    }

    private static JsonNode turn(String speaker, String text) {
        return ContractJson.mapper()
                .createObjectNode()
                .put("speaker", speaker)
                .put("text", text)
                .put("at", "2026-01-02T03:04:05.000Z");
    }

    /// Asks for the first run of an event.
    static Message request(UUID event, Map<String, String> headers) {
        return Message.of(
                Route.ANALYSIS_REQUESTED,
                event.toString(),
                headers,
                ContractJson.write(new AnalysisRequested("default", event, 1)));
    }

    /// A column of a part as text; empty when there is none.
    String part(UUID event, String name, String column) {
        return jdbc.sql(
                        "select "
                                + column
                                + "::text from analysis.outcome_v1 where event_id = :event and name = :name")
                .param("event", event)
                .param("name", name)
                .query(String.class)
                .optional()
                .orElse("");
    }

    String text(String sql) {
        return jdbc.sql(sql).query(String.class).single();
    }

    int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
