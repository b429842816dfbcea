// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.ContractJson;
import afterword.contract.EventGroup;
import afterword.contract.EventKey;
import afterword.contract.EventView;
import afterword.contract.Headers;
import afterword.contract.Reason;
import afterword.contract.Tenant;
import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class IntakeIT {

    private final FakeBroker broker;
    private final Line line;
    private final JdbcClient jdbc;

    @Autowired
    IntakeIT(FakeBroker broker, Line line, JdbcClient jdbc) {
        this.broker = broker;
        this.line = line;
        this.jdbc = jdbc;
    }

    @AfterEach
    void nothingIsHeldAndNothingThrew() {
        await().until(line::settled);
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void storesEventAndRequestsItsAnalysis() {
        var conversation = Line.conversationId();
        var id = line.send(conversation);
        await().until(() -> line.requests(id) == 1);
        assertThat(line.status(id)).isEqualTo("PENDING");
        assertThat(line.column(id, "conversation_id", String.class)).isEqualTo(conversation);
        assertThat(line.column(id, "user_turns", Integer.class)).isEqualTo(1);
        assertThat(line.column(id, "key_kind", String.class)).isEqualTo("CONVERSATION_END");
        assertThat(line.column(id, "channel", String.class)).isEqualTo("amqp");
        assertThat(turns(id)).contains("\"speaker\":\"user\"", "Why is the sky blue?");
        await().until(() -> line.column(id, "dispatched_at is not null", Boolean.class));
    }

    @Test
    void badMessageCostsItsNeighboursNothing() {
        var first = Line.conversationId();
        var last = Line.conversationId();
        broker.sendAll(
                List.of(
                        Line.ended(Line.body(first, "Who?")),
                        Line.ended(bytes("{\"conversation_id\": ")),
                        Line.ended(new byte[] {(byte) 0xC0, (byte) 0xAF}),
                        Line.ended(new byte[0]),
                        Line.ended(Line.body(last, "Who?"))));
        await().until(line::settled);
        assertThat(line.status(Line.eventId(first))).isEqualTo("PENDING");
        assertThat(line.status(Line.eventId(last))).isEqualTo("PENDING");
        assertThat(deadLetters("{\"conversation_id\": ", Reason.MALFORMED)).isEqualTo(1);
    }

    /// The canonicaliser cannot know every rule of the store: PostgreSQL has no year 0.
    @Test
    void whatTheStoreRefusesIsDeadLetterAndItsNeighboursAreStored() {
        var first = Line.conversationId();
        var last = Line.conversationId();
        var strange =
                new String(Line.body(Line.conversationId(), "Who?"), StandardCharsets.UTF_8)
                        .replace(Line.END.toString(), "0000-01-01T00:00:00Z");
        var checked = Map.of(Headers.ACCEPTED_AT, "2026-01-02T03:04:06Z");
        broker.sendAll(
                List.of(
                        Line.ended(Line.body(first, "Who?")),
                        Message.of(Route.CONVERSATION_ENDED, "key", checked, bytes(strange)),
                        Line.ended(Line.body(last, "Who?"))));
        await().until(line::settled);
        assertThat(deadLetters(strange, Reason.UNSTORABLE)).isEqualTo(1);
        assertThat(line.requests(Line.eventId(first))).isEqualTo(1);
        assertThat(line.requests(Line.eventId(last))).isEqualTo(1);
    }

    @Test
    void storesRepeatsOnce() {
        var conversation = Line.conversationId();
        var id = Line.eventId(conversation);
        var message = Line.ended(Line.body(conversation, "Why is the sky blue?"));
        broker.sendAll(Collections.nCopies(5, message));
        await().until(line::settled);
        line.send(conversation);
        await().until(line::settled);
        assertThat(line.rows(id)).isEqualTo(1);
        assertThat(line.column(id, "conflicts", Integer.class)).isZero();
        assertThat(line.requests(id)).isEqualTo(1);
    }

    @Test
    void countsOtherBodiesUnderTheSameId() {
        var conversation = Line.conversationId();
        var id = line.send(conversation);
        await().until(line::settled);
        line.send(Line.body(conversation, "Why is the grass green?"));
        line.send(Line.body(conversation, "Why is blood red?"));
        line.send(conversation);
        await().until(() -> line.column(id, "conflicts", Integer.class) == 2);
        assertThat(turns(id)).contains("sky");
    }

    @Test
    void namesEventByItsHeaders() {
        var key = UUID.randomUUID().toString();
        var body = Line.body(Line.conversationId(), "Who?");
        var headers =
                Map.of(
                        "idempotency-key",
                        key,
                        Headers.TENANT,
                        "acme",
                        Headers.CHANNEL,
                        "rest",
                        Headers.ACCEPTED_AT,
                        "2026-01-02T03:04:06.789Z",
                        Headers.TRACEPARENT,
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        broker.send(Route.CONVERSATION_ENDED, body, headers);
        var id = new EventKey.Idempotency(key).idFor(new Tenant("acme")).value();
        await().until(() -> line.requests(id) == 1);
        assertThat(line.column(id, "tenant", String.class)).isEqualTo("acme");
        assertThat(line.column(id, "channel", String.class)).isEqualTo("rest");
        assertThat(line.column(id, "extract(epoch from accepted_at)::text", String.class))
                .isEqualTo("1767323046.789000");
        assertThat(line.column(id, "traceparent", String.class)).startsWith("00-0af7");
    }

    @Test
    void takesCloudEventsInBothModes() {
        var body = Line.body(Line.conversationId(), "Who?");
        broker.send(
                Route.CONVERSATION_ENDED,
                body,
                Map.of(
                        "ce:id", "a1",
                        "ce:source", "/s",
                        "ce:specversion", "1.0",
                        "ce:type", "dev.afterword.conversation.ended.v1"));
        var structured = cloudEvent("a2", body);
        broker.send(Route.CONVERSATION_ENDED, bytes(structured), Map.of());
        var binary = new EventKey.CloudEvent("/s", "a1").idFor(Tenant.DEFAULT).value();
        var inside = new EventKey.CloudEvent("/s", "a2").idFor(Tenant.DEFAULT).value();
        await().until(() -> line.requests(binary) == 1 && line.requests(inside) == 1);
    }

    @Test
    void takesMembersOfBatchEachForItself() {
        var good = UUID.randomUUID().toString();
        var other = UUID.randomUUID().toString();
        var batch =
                "["
                        + cloudEvent(good, Line.body(Line.conversationId(), "Who?"))
                        + ", {\"specversion\": \"1.0\"}, "
                        + cloudEvent(other, Line.body(Line.conversationId(), "Who?"))
                        + "]";
        broker.send(Route.CONVERSATION_ENDED, bytes(batch), Map.of());
        await().until(line::settled);
        assertThat(line.rows(cloudEventId(good))).isEqualTo(1);
        assertThat(line.rows(cloudEventId(other))).isEqualTo(1);
        assertThat(deadLetters("{\"specversion\": \"1.0\"}", Reason.INVALID)).isEqualTo(1);
    }

    @Test
    void splitsBatchThatCameAgain() {
        var id = UUID.randomUUID().toString();
        var batch = "[" + cloudEvent(id, Line.body(Line.conversationId(), "Who?")) + "]";
        broker.sendRedelivered(Line.ended(bytes(batch)));
        await().until(() -> line.requests(cloudEventId(id)) == 1);
        assertThat(broker.published(Route.CONVERSATION_ENDED))
                .anyMatch(
                        message -> new String(message.body(), StandardCharsets.UTF_8).contains(id));
    }

    @Test
    void membersOfAGroupKeepWhatTheirMessagesHad() {
        var plain = Line.conversationId();
        var keyed = UUID.randomUUID().toString();
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        send(
                member(plain, Map.of(Headers.CHANNEL, "rest", Headers.TRACEPARENT, trace)),
                member(Line.conversationId(), Map.of(Headers.IDEMPOTENCY_KEY, keyed)));
        await().until(line::settled);
        var id = Line.eventId(plain);
        var other = new EventKey.Idempotency(keyed).idFor(Tenant.DEFAULT).value();
        assertThat(line.column(id, "channel", String.class)).isEqualTo("rest");
        assertThat(line.column(id, "traceparent", String.class)).isEqualTo(trace);
        assertThat(line.column(other, "key_kind", String.class)).isEqualTo("IDEMPOTENCY");
        assertThat(line.column(other, "traceparent is null", Boolean.class)).isTrue();
        await().until(() -> line.requests(id) == 1 && line.requests(other) == 1);
    }

    @Test
    void badMemberOfAGroupCostsItsNeighboursNothing() {
        var first = Line.conversationId();
        var last = Line.conversationId();
        var unusable = "{\"conversation_id\": \"" + UUID.randomUUID() + "\"}";
        var strange = text(Line.body(Line.conversationId(), "Who?"));
        strange = strange.replace(Line.END.toString(), "0000-01-01T00:00:00Z");
        send(
                member(first, Map.of()),
                new EventGroup.Member(Map.of(), bytes(unusable)),
                new EventGroup.Member(
                        Map.of(Headers.ACCEPTED_AT, "2026-01-02T03:04:06Z"), bytes(strange)),
                member(last, Map.of()));
        await().until(line::settled);
        assertThat(line.requests(Line.eventId(first))).isEqualTo(1);
        assertThat(line.requests(Line.eventId(last))).isEqualTo(1);
        assertThat(deadLetters(unusable, Reason.INVALID)).isEqualTo(1);
        assertThat(deadLetters(strange, Reason.UNSTORABLE)).isEqualTo(1);
    }

    @Test
    void groupThatCameAgainIsSplitIntoTheMessagesThatItHolds() {
        var first = Line.conversationId();
        var headers = Map.of(Headers.TRACEPARENT, "trace of " + first);
        var group =
                EventGroup.write(
                        "/g", 0, List.of(member(first, headers), member("c" + first, Map.of())));
        broker.sendRedelivered(Line.ended(group));
        await().until(() -> line.requests(Line.eventId("c" + first)) == 1);
        await().until(() -> line.requests(Line.eventId(first)) == 1);
        assertThat(broker.published(Route.CONVERSATION_ENDED))
                .anySatisfy(message -> {
                    assertThat(text(message.body())).isEqualTo(text(Line.body(first, "Who?")));
                    assertThat(message.headers()).isEqualTo(headers);
                });
    }

    private void send(EventGroup.Member... members) {
        broker.send(
                Route.CONVERSATION_ENDED, EventGroup.write("/g", 0, List.of(members)), Map.of());
    }

    private static EventGroup.Member member(String conversation, Map<String, String> headers) {
        return new EventGroup.Member(headers, bytes(text(Line.body(conversation, "Who?"))));
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).strip();
    }

    @Test
    void refusedEventIsFailedRowWithItsReason() {
        var conversation = Line.conversationId();
        var id = Line.eventId(conversation);
        line.send(refused(conversation));
        await().until(() -> line.outcomes(id).size() == 1);
        assertThat(line.status(id)).isEqualTo("FAILED");
        assertThat(line.column(id, "reason", String.class)).isEqualTo("INVALID");
        assertThat(line.column(id, "problems", String.class)).contains("conversation_logs");
        assertThat(line.column(id, "feed_position", Long.class)).isPositive();
        assertThat(line.requests(id)).isZero();
    }

    @Test
    void refusedEventTakesInTheFirstUsableBody() {
        var conversation = Line.conversationId();
        var id = Line.eventId(conversation);
        line.send(refused(conversation));
        await().until(line::settled);
        line.send(conversation);
        await().until(() -> line.requests(id) == 1);
        assertThat(line.status(id)).isEqualTo("PENDING");
        assertThat(line.column(id, "feed_position is null", Boolean.class)).isTrue();
        assertThat(turns(id)).contains("sky");
        line.send(refused(conversation));
        await().until(line::settled);
        assertThat(line.status(id)).isEqualTo("PENDING");
    }

    @Test
    void eventWithoutTurnsIsSkippedAtOnce() {
        var conversation = Line.conversationId();
        var id = Line.eventId(conversation);
        line.send(silent(conversation));
        await().until(() -> line.outcomes(id).size() == 1);
        assertThat(line.status(id)).isEqualTo("SKIPPED");
        assertThat(line.column(id, "reason", String.class)).isEqualTo("EMPTY");
        var outcome = line.outcomes(id).getFirst();
        assertThat(outcome.label()).isEqualTo("skipped");
        var view = ContractJson.read(outcome.body(), EventView.class);
        assertThat(view.reason()).isEqualTo(Reason.EMPTY);
        assertThat(view.revision()).isEqualTo(1);
        assertThat(line.requests(id)).isZero();
    }

    @Test
    void erasedEventIsNotStoredAgain() {
        var conversation = Line.conversationId();
        var id = Line.eventId(conversation);
        jdbc.sql("insert into events.tombstone (tenant, event_id) values ('default', :id)")
                .param("id", id)
                .update();
        line.send(conversation);
        await().until(line::settled);
        assertThat(line.rows(id)).isZero();
        assertThat(line.requests(id)).isZero();
    }

    @Test
    void oversizeMessageIsDeadLetterWithItsBytes() {
        var huge = "{\"conversation_id\": \"" + "x".repeat(1 << 20) + "\"}";
        broker.send(Route.CONVERSATION_ENDED, bytes(huge), Map.of());
        await().until(() -> deadLetters(huge, Reason.OVERSIZE) == 1);
    }

    @Test
    void sameDeadLetterIsOneRow() {
        var bad = "not json " + UUID.randomUUID();
        broker.send(Route.CONVERSATION_ENDED, bytes(bad), Map.of());
        broker.send(Route.CONVERSATION_ENDED, bytes(bad), Map.of());
        await().until(line::settled);
        assertThat(deadLetters(bad, Reason.MALFORMED)).isEqualTo(1);
    }

    @Test
    void deadLetterIsAnnouncedWithoutItsBody() {
        var bad = "secret " + UUID.randomUUID();
        broker.send(Route.CONVERSATION_ENDED, bytes(bad), Map.of());
        await().until(() ->
                broker.published(Route.DEAD_LETTERS).stream()
                        .map(IntakeIT::text)
                        .anyMatch(it -> it.contains("\"stage\":\"intake\"")));
        assertThat(broker.published(Route.DEAD_LETTERS))
                .noneMatch(message -> text(message).contains("secret"));
    }

    @Test
    void badTenantIsDeadLetter() {
        var body = Line.body(Line.conversationId(), "Who?");
        broker.send(Route.CONVERSATION_ENDED, body, Map.of(Headers.TENANT, "a b"));
        await().until(() ->
                deadLetters(new String(body, StandardCharsets.UTF_8), Reason.INVALID) == 1);
    }

    @Test
    void thirdDeathAloneIsDeadLetter() {
        var conversation = Line.conversationId();
        var body = Line.body(conversation, "Who?");
        deaths(body, 3);
        broker.sendRedelivered(Line.ended(body));
        await().until(line::settled);
        assertThat(line.rows(Line.eventId(conversation))).isZero();
        assertThat(deadLetters(new String(body, StandardCharsets.UTF_8), Reason.POISON))
                .isEqualTo(1);
    }

    @Test
    void deathsAreForgottenAfterGoodEnd() {
        var conversation = Line.conversationId();
        var body = Line.body(conversation, "Who?");
        deaths(body, 2);
        broker.sendRedelivered(Line.ended(body));
        await().until(line::settled);
        await().until(() -> line.rows(Line.eventId(conversation)) == 1);
        await().until(() ->
                jdbc.sql("select count(*) from events.suspect where body_hash = sha256(:body)")
                                .param("body", body)
                                .query(Long.class)
                                .single()
                        == 0);
    }

    /// What a process leaves that died while it worked on this alone.
    private void deaths(byte[] body, int deaths) {
        jdbc.sql(
                        "insert into events.suspect (source, body_hash, starts) values (:source, sha256(:body), :starts)")
                .param("source", "fake:" + Route.CONVERSATION_ENDED.address())
                .param("body", body)
                .param("starts", deaths)
                .update();
    }

    private long deadLetters(String body, Reason reason) {
        return jdbc.sql(
                        "select count(*) from events.dead_letter where body = :body and reason = :reason")
                .param("body", bytes(body))
                .param("reason", reason.name())
                .query(Long.class)
                .single();
    }

    private String turns(UUID eventId) {
        return jdbc.sql("select turns_json from events.transcript_v1 where event_id = :id")
                .param("id", eventId)
                .query(String.class)
                .single();
    }

    private static byte[] refused(String conversation) {
        return bytes(
                """
                {"conversation_id": "%s", "user_id": "u1", "end_time": "%s", "conversation_logs": 7}
                """
                        .formatted(conversation, Line.END));
    }

    private static byte[] silent(String conversation) {
        return bytes(
                """
                {"conversation_id": "%s", "user_id": "u1", "end_time": "%s",
                 "conversation_logs": [{"character": "USER_RESPONSE_CONVERSATION", "content": "  "}]}
                """
                        .formatted(conversation, Line.END));
    }

    private static String cloudEvent(String id, byte[] data) {
        return """
        {"specversion": "1.0", "id": "%s", "source": "/s", "type": "dev.afterword.conversation.ended.v1",
         "datacontenttype": "application/json", "data": %s}\
        """
                .formatted(id, new String(data, StandardCharsets.UTF_8));
    }

    private static UUID cloudEventId(String id) {
        return new EventKey.CloudEvent("/s", id).idFor(Tenant.DEFAULT).value();
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
