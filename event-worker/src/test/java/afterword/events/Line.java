// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.contract.EventKey;
import afterword.contract.OutcomeRecorded;
import afterword.contract.Tenant;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a test does around the event-worker: sends conversations, plays the analysis, looks.
public final class Line {

    /// When the samples end.
    public static final Instant END = Instant.parse("2026-01-02T03:04:05Z");

    private final FakeBroker broker;
    private final JdbcClient jdbc;

    Line(FakeBroker broker, JdbcClient jdbc) {
        this.broker = broker;
        this.jdbc = jdbc;
    }

    /// A conversation's id that no other test has.
    public static String conversationId() {
        return "conv-" + UUID.randomUUID();
    }

    /// The id of the event of [#body].
    public static UUID eventId(String conversationId) {
        return new EventKey.ConversationEnd(conversationId, END).idFor(Tenant.DEFAULT).value();
    }

    /// A conversation in which the user asks one thing.
    public static byte[] body(String conversationId, String question) {
        return """
        {"conversation_id": "%s", "user_id": "u1", "bot_id": "b1", "end_time": "%s",
         "conversation_logs": [{"character": "BOT_RESPONSE_CONVERSATION", "content": "Hello!"},
                               {"character": "USER_RESPONSE_CONVERSATION", "content": "%s"}]}
        """
                .formatted(conversationId, END, question)
                .getBytes(StandardCharsets.UTF_8);
    }

    /// The message that carries it.
    public static Message ended(byte[] body) {
        return Message.of(Route.CONVERSATION_ENDED, "key", Map.of(), body);
    }

    /// Sends a conversation as a straight producer.
    public void send(byte[] body) {
        broker.send(ended(body));
    }

    /// Sends a conversation and gives its event's id.
    public UUID send(String conversationId) {
        send(body(conversationId, "Why is the sky blue?"));
        return eventId(conversationId);
    }

    /// Whether all that was sent has been settled.
    public boolean settled() {
        return broker.drained(Route.CONVERSATION_ENDED);
    }

    /// How often the analysis of an event was asked for.
    public long requests(UUID eventId) {
        return broker.published(Route.ANALYSIS_REQUESTED).stream()
                .map(message -> ContractJson.read(message.body(), AnalysisRequested.class))
                .filter(request -> request.eventId().equals(eventId))
                .count();
    }

    /// Published outcomes of an event, oldest first.
    public List<Message> outcomes(UUID eventId) {
        return broker.published(Route.OUTCOMES).stream()
                .filter(message -> id(message).startsWith(eventId.toString()))
                .toList();
    }

    private static String id(Message message) {
        return String.valueOf(message.headers().get("ce:id"));
    }

    /// Ends the run of an event as the analysis-worker would, without a message.
    public void endRun(UUID eventId, String outcome, long fence) {
        jdbc.sql(
                        """
                        insert into analysis.run (tenant, event_id, generation, state, outcome, fence, ended_at)
                        values ('default', :id, 1, 'ENDED', :outcome, :fence, now())
                        on conflict (tenant, event_id, generation) do update set state = 'ENDED', outcome = :outcome, fence = :fence
                        """)
                .param("id", eventId)
                .param("outcome", outcome)
                .param("fence", fence)
                .update();
    }

    /// Records a part of a run.
    public void part(UUID eventId, int position, String name, String status, String reason) {
        jdbc.sql(
                        """
                        insert into analysis.part (tenant, event_id, generation, position, name, version, status, reason,
                                                   result, model, attempts, input_tokens, output_tokens, cost_nanos, duration_ms)
                        values ('default', :id, 1, :position, :name, 1, :status, nullif(:reason, ''),
                                '{"n": 1}', 'm', 1, 10, 2, 40000, 812)
                        """)
                .param("id", eventId)
                .param("position", position)
                .param("name", name)
                .param("status", status)
                .param("reason", reason)
                .update();
    }

    /// Says that the run of an event has ended.
    public void recorded(UUID eventId, int generation, long fence) {
        var message = new OutcomeRecorded("default", eventId, generation, fence);
        broker.send(Route.OUTCOME_RECORDED, ContractJson.write(message), Map.of());
    }

    /// A column of an event's row.
    public <T> T column(UUID eventId, String column, Class<T> type) {
        return jdbc.sql("select " + column + " from events.event where event_id = :id")
                .param("id", eventId)
                .query(type)
                .single();
    }

    /// Rows of an event.
    public long rows(UUID eventId) {
        return jdbc.sql("select count(*) from events.event where event_id = :id")
                .param("id", eventId)
                .query(Long.class)
                .single();
    }

    /// An event's status.
    public String status(UUID eventId) {
        return column(eventId, "status", String.class);
    }
}
