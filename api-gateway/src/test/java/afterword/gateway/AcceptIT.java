// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.contract.Tenant;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Taking events without any database, over a broker that does as it is told.
class AcceptIT {

    private static final String BATCH = "application/cloudevents-batch+json";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.alone();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void healthy() {
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
    }

    @Test
    void promisesAConversation() {
        var reply = gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json().at("/success").asBoolean()).isTrue();
        assertThat(reply.text("/message")).isEqualTo("Conversation event accepted for processing");
        assertThat(reply.text("/data/conversation_id")).isEqualTo("conv_001");
        assertThat(reply.text("/data/status")).isEqualTo("ACCEPTED");
        assertThat(reply.text("/data/receipt")).startsWith("dev.");
        assertThat(UUID.fromString(reply.text("/data/event_id")).version()).isEqualTo(8);
        assertThat(reply.header("Location"))
                .isEqualTo(
                        "/v1/events/"
                                + reply.text("/data/event_id")
                                + "?receipt="
                                + reply.text("/data/receipt"));
    }

    @Test
    void publishesWhatTheEventWorkerReadsUnderTheSameId() {
        var reply = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_same"));
        var message = gateway.broker().published(Route.CONVERSATION_ENDED).getLast();
        assertThat(message.key()).isEqualTo("conv_same");
        assertThat(message.headers())
                .containsEntry("afterword-tenant", "default")
                .containsEntry("afterword-channel", "rest")
                .containsKey("afterword-accepted-at")
                .doesNotContainKey("Idempotency-Key");
        var again =
                new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT)
                        .canonicalise(message.body(), message.headers(), false);
        assertThat(again).isInstanceOf(Canonical.Accepted.class);
        var accepted = (Canonical.Accepted) again;
        assertThat(accepted.body()).isEqualTo(message.body());
        assertThat(accepted.idFor(Tenant.DEFAULT)).hasToString(reply.text("/data/event_id"));
    }

    @Test
    void givesTheSameEventTheSameId() {
        var first = gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
        var again = gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text("/data/event_id")).isEqualTo(first.text("/data/event_id"));
        var otherSpelling =
                Samples.CONVERSATION
                        .replace("conversation_logs", "conversation_log")
                        .replace("10:20:00Z", "11:20:00+01:00");
        assertThat(gateway.post(TestGateway.CONVERSATION, otherSpelling).text("/data/event_id"))
                .isEqualTo(first.text("/data/event_id"));
        var otherEnd = Samples.CONVERSATION.replace("10:20:00Z", "10:20:00.001Z");
        assertThat(gateway.post(TestGateway.CONVERSATION, otherEnd).text("/data/event_id"))
                .isNotEqualTo(first.text("/data/event_id"));
    }

    @Test
    void takesTheProducersKey() {
        var one =
                gateway.post(
                        TestGateway.CONVERSATION, Samples.CONVERSATION, "Idempotency-Key", "k-1");
        var same =
                gateway.post(
                        TestGateway.CONVERSATION,
                        Samples.conversation("conv_2"),
                        "idempotency-key",
                        "k-1");
        assertThat(same.text("/data/event_id")).isEqualTo(one.text("/data/event_id"));
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED).getLast().headers())
                .containsEntry("Idempotency-Key", "k-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb"})
    void refusesAKeyThatIsNotVisibleAscii(String key) {
        var reply =
                gateway.post(
                        TestGateway.CONVERSATION, Samples.CONVERSATION, "Idempotency-Key", key);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/type")).isEqualTo("urn:afterword:problem:idempotency-key");
    }

    @Test
    void refusesAKeyThatIsTooLongOrSentTwice() {
        assertThat(keyed("k".repeat(255)).status()).isEqualTo(202);
        assertThat(keyed("k".repeat(256)).status()).isEqualTo(400);
        var twice =
                gateway.post(
                        TestGateway.CONVERSATION,
                        Samples.CONVERSATION,
                        "Idempotency-Key",
                        "a",
                        "Idempotency-Key",
                        "b");
        assertThat(twice.status()).isEqualTo(400);
    }

    private static TestGateway.Reply keyed(String key) {
        return gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION, "Idempotency-Key", key);
    }

    @Test
    void handsOnTraceContextOfTheRightForm() {
        var good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION, "traceparent", good);
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED).getLast().headers())
                .containsEntry("traceparent", good);
        gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION, "traceparent", "canary");
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED).getLast().headers())
                .doesNotContainKey("traceparent");
    }

    @Test
    void takesAStructuredCloudEvent() {
        var reply =
                gateway.post(
                        "/v1/events",
                        Samples.cloudEvent("ce-1", Samples.conversation("conv_ce")),
                        "Content-Type",
                        "application/cloudevents+json; charset=UTF-8");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        var message = gateway.broker().published(Route.CONVERSATION_ENDED).getLast();
        assertThat(message.headers())
                .containsEntry("ce:id", "ce-1")
                .containsEntry("ce:source", "/tests")
                .containsEntry("ce:type", "dev.afterword.conversation.ended.v1")
                .containsEntry("ce:specversion", "1.0");
        var accepted =
                (Canonical.Accepted)
                        new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT)
                                .canonicalise(message.body(), message.headers(), false);
        assertThat(accepted.idFor(Tenant.DEFAULT)).hasToString(reply.text("/data/event_id"));
    }

    @Test
    void takesABinaryCloudEventAsTheSameEvent() {
        var structured =
                gateway.post(
                        "/v1/events",
                        Samples.cloudEvent("ce ü", Samples.conversation("conv_ce")),
                        "Content-Type",
                        "application/cloudevents+json");
        var binary =
                gateway.post(
                        "/v1/events",
                        Samples.conversation("conv_ce"),
                        "ce-specversion",
                        "1.0",
                        "ce-type",
                        "dev.afterword.conversation.ended.v1",
                        "ce-source",
                        "/tests",
                        "ce-id",
                        "ce%20%C3%BC");
        assertThat(binary.status()).as(binary.body()).isEqualTo(202);
        assertThat(binary.text("/data/event_id")).isEqualTo(structured.text("/data/event_id"));
    }

    @Test
    void refusesWhatIsNoCloudEvent() {
        var bare =
                gateway.post(
                        "/v1/events",
                        Samples.CONVERSATION,
                        "Content-Type",
                        "application/cloudevents+json");
        assertThat(bare.status()).isEqualTo(422);
        assertThat(gateway.post("/v1/events", Samples.CONVERSATION).status()).isEqualTo(422);
        var otherVersion =
                gateway.post(
                        "/v1/events",
                        Samples.CONVERSATION,
                        "ce-specversion",
                        "0.3",
                        "ce-type",
                        "dev.afterword.conversation.ended.v1",
                        "ce-source",
                        "/tests",
                        "ce-id",
                        "1");
        assertThat(otherVersion.status()).isEqualTo(422);
        assertThat(otherVersion.text("/errors/0/pointer")).isEqualTo("#/specversion");
        var otherType =
                gateway.post(
                        "/v1/events",
                        Samples.cloudEvent("1", Samples.CONVERSATION).replace("ended", "begun"),
                        "Content-Type",
                        "application/cloudevents+json");
        assertThat(otherType.status()).isEqualTo(422);
        assertThat(otherType.text("/errors/0/pointer")).isEqualTo("#/type");
    }

    private static TestGateway.Reply batch(String body, String... headers) {
        var all = new java.util.ArrayList<>(List.of("Content-Type", BATCH));
        all.addAll(List.of(headers));
        return gateway.post("/v1/events", body, all.toArray(String[]::new));
    }

    @Test
    void takesABatch() {
        var reply =
                batch(
                        "["
                                + Samples.cloudEvent("b-1", Samples.conversation("conv_b1"))
                                + ","
                                + Samples.cloudEvent("b-2", Samples.conversation("conv_b2"))
                                + "]");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        var items = reply.json().at("/items");
        assertThat(items).hasSize(2);
        assertThat(items.at("/1/index").asInt()).isEqualTo(1);
        assertThat(items.at("/1/status").asInt()).isEqualTo(202);
        assertThat(items.at("/1/receipt").asString()).isNotBlank();
        var alone =
                gateway.post(
                        "/v1/events",
                        Samples.cloudEvent("b-2", Samples.conversation("conv_b2")),
                        "Content-Type",
                        "application/cloudevents+json");
        assertThat(items.at("/1/event_id").asString()).isEqualTo(alone.text("/data/event_id"));
    }

    @Test
    void letsABadMemberCostItsNeighboursNothing() {
        var reply =
                batch(
                        "["
                                + Samples.cloudEvent("m-1", Samples.conversation("conv_m1"))
                                + ", 7, {\"specversion\": \"1.0\"}, "
                                + Samples.CONVERSATION
                                + ", "
                                + Samples.cloudEvent("m-2", "{\"a\": 1, \"a\": \"canary\"}")
                                + ", "
                                + Samples.cloudEvent("m-3", Samples.conversation("conv_m3"))
                                + "]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body()).doesNotContain("canary");
        var items = reply.json().at("/items");
        assertThat(items.valueStream().map(item -> item.at("/status").asInt()))
                .containsExactly(202, 400, 422, 422, 400, 202);
        assertThat(items.at("/2/problem/type").asString())
                .isEqualTo("urn:afterword:problem:invalid");
    }

    @Test
    void answers207WhenMembersCannotBePromised() {
        gateway.broker().answer(FakeBroker.Answer.DOWN);
        var reply = batch("[" + Samples.cloudEvent("n-1", Samples.CONVERSATION) + "]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.text("/items/0/problem/type"))
                .isEqualTo("urn:afterword:problem:not-promised");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "[{]", "[{}] x", "\u0000"})
    void refusesABatchThatCannotBeRead(String body) {
        assertThat(batch(body).status()).isEqualTo(400);
    }

    @Test
    void boundsABatch() {
        var member = Samples.cloudEvent("x", Samples.CONVERSATION);
        assertThat(batch("[]").status()).isEqualTo(202);
        var most = String.join(",", java.util.Collections.nCopies(500, member));
        assertThat(batch("[" + most + "]").status()).isEqualTo(202);
        assertThat(batch("[" + most + "," + member + "]").status()).isEqualTo(400);
        assertThat(batch("[" + member + "]", "Idempotency-Key", "k").status()).isEqualTo(400);
    }

    @Test
    void answers503WithinTwoSecondsWhenNothingCanBePromised() {
        for (var answer :
                List.of(
                        FakeBroker.Answer.DOWN,
                        FakeBroker.Answer.BLOCKED,
                        FakeBroker.Answer.REFUSE,
                        FakeBroker.Answer.SILENT,
                        FakeBroker.Answer.LOST)) {
            gateway.broker().answer(answer);
            long start = System.nanoTime();
            var reply = gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(answer.name())
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isEqualTo("2");
            assertThat(reply.text("/detail")).contains("may still be processed", "same key");
        }
    }

    @Test
    void acceptsAnEmptyConversation() {
        var empty =
                """
                {"conversation_id": "c", "user_id": "u", "end_time": "2025-11-26T10:20:00Z", "conversation_log": []}
                """;
        assertThat(gateway.post(TestGateway.CONVERSATION, empty).status()).isEqualTo(202);
    }

    @Test
    void saysWhatIsWrongWithoutRepeatingIt() {
        var reply =
                gateway.post(
                        TestGateway.CONVERSATION,
                        """
                        {"conversation_id": "canary/../x", "end_time": "canary",
                         "conversation_logs": [{"character": "canary", "content": "canary"}, {"role": "user", "content": 7}]}
                        """);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).doesNotContain("canary");
        assertThat(reply.json().at("/errors").valueStream().map(it -> it.at("/pointer").asString()))
                .contains(
                        "#/conversation_id",
                        "#/user_id",
                        "#/end_time",
                        "#/conversation_logs/0/character",
                        "#/conversation_logs/1/content");
    }
}
