// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Route;
import afterword.servers.PostgresServer;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The loss of either store, and of both: a PostgreSQL of its own, which is killed.
class StoreAwayIT {

    private static final Duration ANSWER = Duration.ofSeconds(2);

    private static PostgresServer postgres;
    private static StandIns views;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        var database = postgres.freshDatabase();
        views = StandIns.in(database);
        gateway =
                TestGateway.over(
                        database,
                        "afterword.gateway.spill.relay-every",
                        "100ms",
                        "afterword.gateway.spill.relay-again",
                        "2s");
        await().until(() -> gateway.getManagement("/actuator/health/readiness").status() == 200);
        await().until(() ->
                views.count("select count(*) from pg_tables where tablename = 'spill'") == 1);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        postgres.close();
    }

    @BeforeEach
    void healthy() {
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
    }

    private static int readiness() {
        return gateway.getManagement("/actuator/health/readiness").status();
    }

    private static long spilled() {
        return views.count("select count(*) from gateway.spill");
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSE", "BLOCKED", "DOWN", "SILENT", "LOST"})
    void promisesWithoutTheBroker(FakeBroker.Answer answer) {
        gateway.broker().answer(answer);
        var conversation = "conv_" + UUID.randomUUID();
        long start = System.nanoTime();
        var reply =
                gateway.post(
                        TestGateway.CONVERSATION,
                        Samples.conversation(conversation),
                        "Idempotency-Key",
                        "key-" + conversation,
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(readiness()).isEqualTo(200);

        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
        await().untilAsserted(() -> assertThat(spilled()).isZero());
        var relayed =
                gateway.broker().published(Route.CONVERSATION_ENDED).stream()
                        .filter(message -> message.key().equals(conversation))
                        .toList();
        assertThat(relayed).isNotEmpty();
        assertThat(relayed.getLast().headers())
                .containsEntry("Idempotency-Key", "key-" + conversation)
                .containsEntry("afterword-tenant", "default")
                .containsKey("traceparent")
                .containsKey("afterword-accepted-at");
    }

    @Test
    void spillsTheSameEventOnce() {
        gateway.broker().answer(FakeBroker.Answer.DOWN);
        var conversation = Samples.conversation("conv_twice");
        var first = gateway.post(TestGateway.CONVERSATION, conversation);
        var second = gateway.post(TestGateway.CONVERSATION, conversation);
        assertThat(second.text("/data/event_id")).isEqualTo(first.text("/data/event_id"));
        assertThat(spilled()).isEqualTo(1);
        var other = conversation.replace("Hello!", "Good morning!");
        assertThat(gateway.post(TestGateway.CONVERSATION, other).status()).isEqualTo(202);
        assertThat(spilled()).isEqualTo(2);
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
        await().untilAsserted(() -> assertThat(spilled()).isZero());
    }

    @Test
    void acceptsWithoutPostgresAndPromisesNothingWithoutBoth() {
        var before = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_before"));
        postgres.kill();
        try {
            var reply = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_alone"));
            assertThat(reply.status()).isEqualTo(202);
            assertThat(readiness()).isEqualTo(200);
            for (var path :
                    new String[] {
                        before.header("Location"),
                        "/v1/events/" + UUID.randomUUID(),
                        "/v1/conversations/x",
                        "/v1/outcomes"
                    }) {
                var read = gateway.get(path);
                assertThat(read.status()).as(path).isEqualTo(503);
                assertThat(read.header("Retry-After")).isEqualTo("2");
                assertThat(read.text("/type")).isEqualTo("urn:afterword:problem:store-unavailable");
            }
            for (var answer :
                    new FakeBroker.Answer[] {FakeBroker.Answer.DOWN, FakeBroker.Answer.SILENT}) {
                gateway.broker().answer(answer);
                long start = System.nanoTime();
                var refused = gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("2");
                assertThat(refused.text("/type")).isEqualTo("urn:afterword:problem:not-promised");
                assertThat(refused.text("/detail")).contains("may still be processed", "same key");
            }
            gateway.broker().answer(FakeBroker.Answer.DOWN);
            assertThat(readiness()).isEqualTo(503);
            assertThat(gateway.getManagement("/actuator/health/liveness").status()).isEqualTo(200);
        } finally {
            postgres.restart();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> readiness() == 200);
        await().until(() -> gateway.get("/v1/outcomes").status() == 200);
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
        await().untilAsserted(() -> assertThat(spilled()).isZero());
    }
}
