// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.ContractJson;
import afterword.contract.EventGroup;
import afterword.messaging.Broker;
import afterword.messaging.Delivery;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What was answered 202 is in the broker; against the real ones. What they do when they fail:
/// BrokerFailuresIT.
class RealBrokerIT {

    private final PostgresServer.Database database = Shared.postgres().freshDatabase();
    private final StandIns views = StandIns.in(database);

    private TestGateway rabbit() {
        var address = Shared.rabbit().freshVhost();
        return TestGateway.real(
                database,
                "spring.rabbitmq.host",
                address.host(),
                "spring.rabbitmq.port",
                Integer.toString(address.port()),
                "spring.rabbitmq.username",
                address.user(),
                "spring.rabbitmq.password",
                address.password(),
                "spring.rabbitmq.virtual-host",
                address.vhost(),
                "afterword.gateway.spill.relay-every",
                "100ms");
    }

    private TestGateway kafka() {
        return TestGateway.real(
                database,
                "afterword.broker",
                "kafka",
                "spring.kafka.bootstrap-servers",
                Shared.kafka().bootstrapServers());
    }

    @Test
    void promisesWhatRabbitHas() {
        try (var gateway = rabbit()) {
            await().until(() -> ready(gateway));
            var promised = post(gateway, "conv_rabbit_", 300);
            assertThat(promised).hasSize(300);
            assertReceived(gateway, promised);
            assertThat(views.count("select count(*) from gateway.spill")).isZero();
        }
    }

    @Test
    void promisesWhatKafkaHas() {
        try (var gateway = kafka()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> ready(gateway));
            var promised = post(gateway, "conv_kafka_", 100);
            assertThat(promised).hasSize(100);
            assertReceived(gateway, promised);
        }
    }

    static boolean ready(TestGateway gateway) {
        return gateway.getManagement("/actuator/health/readiness").status() == 200
                && gateway.bean(afterword.messaging.Publisher.class).state()
                        == afterword.messaging.Publisher.State.OPEN;
    }

    /// Posts at once; the conversations that were answered 202.
    private static Set<String> post(TestGateway gateway, String prefix, int count) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies =
                    IntStream.range(0, count)
                            .mapToObj(i ->
                                    threads.submit(() ->
                                            gateway.post(
                                                    TestGateway.CONVERSATION,
                                                    Samples.conversation(prefix + i))))
                            .toList();
            return promised(replies);
        }
    }

    private static Set<String> promised(Collection<Future<TestGateway.Reply>> replies) {
        var promised = new HashSet<String>();
        for (var reply : replies) {
            try {
                if (reply.get().status() == 202) {
                    promised.add(reply.get().text("/data/conversation_id"));
                }
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return promised;
    }

    /// Takes what is in the broker until these conversations have come out of it.
    static void assertReceived(TestGateway gateway, Set<String> wanted) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        var settings =
                new Subscription.Settings(Route.CONVERSATION_ENDED, "gateway-test", 500, 100);
        try (var subscription =
                gateway.bean(Broker.class)
                        .subscribe(
                                settings,
                                batch ->
                                        batch.forEach(delivery -> {
                                            seen.addAll(conversations(delivery));
                                            delivery.done();
                                        }))) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(seen).containsAll(wanted));
            subscription.stopTaking(Duration.ofSeconds(2));
        }
    }

    /// A message is an event, or a group of those that came meanwhile.
    private static List<String> conversations(Delivery delivery) {
        var body = ContractJson.tree(new String(delivery.body(), StandardCharsets.UTF_8));
        if (!body.isArray()) {
            return List.of(conversation(delivery.headers(), body));
        }
        return body.valueStream()
                .map(member ->
                        conversation(
                                EventGroup.headers(member.path(EventGroup.HEADERS).asString()),
                                member.path(EventGroup.DATA)))
                .toList();
    }

    private static String conversation(Map<String, String> headers, JsonNode body) {
        assertThat(headers)
                .containsEntry("afterword-tenant", "default")
                .containsEntry("afterword-channel", "rest");
        return body.path("conversation_id").asString();
    }
}
