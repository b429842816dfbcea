// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.servers.Jars;
import afterword.servers.KafkaServer;
import afterword.servers.Ports;
import afterword.servers.PostgresServer;
import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import afterword.servers.proxy.TcpProxy;
import afterword.servers.proxy.Trouble;
import afterword.testing.Signals;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each way in which a broker fails, with real ones behind a fault proxy: the gateway goes on
/// promising, over the spill, under the same ids, and relays what it spilled.
@Timeout(240)
class BrokerFailuresIT {

    private static final int EVENTS = 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    /// The protocol's 2 s, and what a busy machine adds.
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private final PostgresServer.Database database = Shared.postgres().freshDatabase();
    private final StandIns views = StandIns.in(database);

    /// A RabbitMQ that fails.
    private record Place(RabbitServer.Address address, TcpProxy proxy) {

        void manage(String method, String path, String body) {
            Shared.rabbit().management().send(method, path.formatted(address.vhost()), body);
        }
    }

    /// How RabbitMQ fails.
    enum Failure {
        /// Nothing passes, in either way.
        BLACK_HOLE,
        /// Messages arrive, confirms do not.
        HALF_OPEN,
        /// Nobody listens.
        REFUSED,
        /// What is open is reset, and every new connection.
        RESET,
        /// It is there and says nothing.
        FROZEN,
        /// It died.
        KILLED,
        /// Its memory is short: it blocks publishers.
        MEMORY_ALARM,
        /// Its disk is short: it blocks publishers.
        DISK_ALARM,
        /// The queue is full and says no.
        NACK,
        /// No queue takes it.
        RETURNED;

        private static final String QUEUE = "/api/queues/%s/afterword.conversation.ended.v1";
        private static final String BINDING =
                "/api/bindings/%s/e/afterword.events/q/afterword.conversation.ended.v1";
        private static final String POLICY = "/api/policies/%s/full";
        private static final String FULL =
                "{\"pattern\":\"conversation\",\"apply-to\":\"queues\",\"definition\":{\"max-length\":%d,\"overflow\":\"reject-publish\"}}";
        private static final String TAKE_ONE =
                "{\"count\":1,\"ackmode\":\"ack_requeue_false\",\"encoding\":\"base64\"}";

        private void begin(Place place) {
            switch (this) {
                case BLACK_HOLE -> place.proxy().trouble(new Trouble.BlackHole());
                case HALF_OPEN -> place.proxy().trouble(new Trouble.HalfOpen());
                case REFUSED -> place.proxy().trouble(new Trouble.Refuse());
                case RESET -> place.proxy().trouble(new Trouble.Reset());
                case FROZEN -> Signals.freeze(Shared.rabbit().pid());
                case KILLED -> Shared.rabbit().kill();
                case MEMORY_ALARM -> Shared.rabbit().alarm(true);
                case DISK_ALARM -> Shared.rabbit().diskAlarm(true);
                case NACK -> place.manage("PUT", POLICY, FULL.formatted(1));
                case RETURNED -> place.manage("DELETE", BINDING + "/conversation.ended", "");
            }
        }

        private void end(Place place) {
            switch (this) {
                case BLACK_HOLE, HALF_OPEN, REFUSED, RESET -> place.proxy().heal();
                case FROZEN -> Signals.thaw(Shared.rabbit().pid());
                case KILLED -> Shared.rabbit().restart();
                case MEMORY_ALARM -> Shared.rabbit().alarm(false);
                case DISK_ALARM -> Shared.rabbit().diskAlarm(false);
                case NACK -> {
                    // RabbitMQ tells publishers that there is room when somebody takes a message;
                    // the oldest is a probe, while behind it may already be what was relayed
                    place.manage("PUT", POLICY, FULL.formatted(100_000));
                    place.manage("POST", QUEUE + "/get", TAKE_ONE);
                }
                case RETURNED ->
                        place.manage("POST", BINDING, "{\"routing_key\":\"conversation.ended\"}");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void promisesOverTheSpillWhileRabbitFailsAndRelaysWhenItIsBack(Failure failure) {
        var address = Shared.rabbit().freshVhost();
        try (var proxy = TcpProxy.start("rabbitmq", 0, address.port());
                var gateway = over(address, proxy)) {
            awaitReady(gateway);
            var place = new Place(address, proxy);
            Map<String, String> promised;
            failure.begin(place);
            try {
                awaitRefusal(failure, gateway);
                promised = post(gateway, failure + "_");
                assertThat(spilled()).isEqualTo(new TreeSet<>(promised.values()));
                assertThat(readiness(gateway)).isEqualTo(200);
            } finally {
                failure.end(place);
            }
            await().atMost(SOON).until(() -> spilled().isEmpty());
            RealBrokerIT.assertReceived(gateway, promised.keySet());
            assertThat(post(gateway, failure + "_")).isEqualTo(promised); // the same ids
        }
    }

    /// A full queue says no once it is full, an unbound one once nobody is left.
    private static void awaitRefusal(Failure failure, TestGateway gateway) {
        if (failure == Failure.NACK || failure == Failure.RETURNED) {
            var probe =
                    Message.of(
                            Route.CONVERSATION_ENDED,
                            "probe",
                            Map.of("afterword-tenant", "default", "afterword-channel", "rest"),
                            Samples.conversation("probe").getBytes(StandardCharsets.UTF_8));
            var publisher = gateway.bean(Publisher.class);
            await().atMost(SOON)
                    .until(() ->
                            IntStream.range(0, 8)
                                    .noneMatch(_ -> publisher.publish(probe).join().confirmed()));
        }
    }

    /// How Kafka fails, in the ways that its proxy or its death can show.
    enum KafkaFailure {
        BLACK_HOLE,
        HALF_OPEN,
        REFUSED;

        private Trouble trouble() {
            return switch (this) {
                case BLACK_HOLE -> new Trouble.BlackHole();
                case HALF_OPEN -> new Trouble.HalfOpen();
                case REFUSED -> new Trouble.Refuse();
            };
        }
    }

    @Test
    void promisesOverTheSpillWhileKafkaFailsAndRelaysWhenItIsBack(@TempDir Path folder) {
        int listener = Ports.free();
        try (var proxy = TcpProxy.start("kafka", 0, listener);
                var kafka = kafka(folder, listener, proxy);
                var gateway =
                        gateway(
                                "afterword.broker",
                                "kafka",
                                "spring.kafka.bootstrap-servers",
                                "127.0.0.1:" + proxy.port())) {
            awaitReady(gateway);
            var all = new HashMap<String, String>();
            for (var failure : KafkaFailure.values()) {
                proxy.trouble(failure.trouble());
                all.putAll(spillsAll(gateway, "kafka_" + failure + "_"));
                proxy.heal();
                await().atMost(SOON).until(() -> spilled().isEmpty());
            }
            kafka.kill();
            all.putAll(spillsAll(gateway, "kafka_KILLED_"));
            kafka.restart();
            await().atMost(SOON).until(() -> spilled().isEmpty());
            assertThat(all).hasSize(4 * EVENTS);
            RealBrokerIT.assertReceived(gateway, all.keySet());
        }
    }

    private static KafkaServer kafka(Path folder, int listener, TcpProxy proxy) {
        var jar = Jars.of(Jars.repository(), "deploy/kafka");
        var way = new KafkaServer.Way("PROXIED", listener, proxy.port());
        return KafkaServer.start(jar, folder, 0, List.of(way));
    }

    private Map<String, String> spillsAll(TestGateway gateway, String prefix) {
        var promised = post(gateway, prefix);
        assertThat(spilled()).isEqualTo(new TreeSet<>(promised.values()));
        assertThat(readiness(gateway)).isEqualTo(200);
        return promised;
    }

    @ParameterizedTest
    @EnumSource(KafkaFailure.class) // the same troubles, before PostgreSQL
    void promisesOverRabbitWhilePostgresFailsAndNothingWithoutBoth(KafkaFailure failure) {
        var address = Shared.rabbit().freshVhost();
        try (var store = TcpProxy.start("postgresql", 0, Shared.postgres().port());
                var proxy = TcpProxy.start("rabbitmq", 0, address.port());
                var gateway =
                        over(
                                address,
                                proxy,
                                "spring.datasource.url",
                                database.url()
                                        .replace(
                                                ":" + Shared.postgres().port() + "/",
                                                ":" + store.port() + "/"))) {
            awaitReady(gateway);
            store.trouble(failure.trouble());
            var promised = post(gateway, "store_" + failure + "_");
            assertThat(readiness(gateway)).isEqualTo(200);

            proxy.trouble(new Trouble.Refuse());
            await().atMost(SOON)
                    .until(() -> gateway.bean(Publisher.class).state() == Publisher.State.DOWN);
            var neither = gateway.post(TestGateway.CONVERSATION, Samples.conversation("neither"));
            assertThat(neither.status()).isEqualTo(503);
            assertThat(neither.header("Retry-After")).isEqualTo("2");
            await().atMost(SOON).until(() -> readiness(gateway) != 200);

            proxy.heal();
            store.heal();
            await().atMost(SOON).until(() -> readiness(gateway) == 200);
            await().atMost(SOON)
                    .until(() ->
                            gateway.post(TestGateway.CONVERSATION, Samples.conversation("neither"))
                                            .status()
                                    == 202);
            RealBrokerIT.assertReceived(gateway, promised.keySet());
        }
    }

    @Test
    void theSpillIsBoundedAndGoesOnWhenRabbitIsBack() {
        var address = Shared.rabbit().freshVhost();
        try (var proxy = TcpProxy.start("rabbitmq", 0, address.port());
                var gateway = over(address, proxy, "afterword.gateway.spill.events", "10")) {
            awaitReady(gateway);
            proxy.trouble(new Trouble.BlackHole());
            // it is looked at once a second, so the bound may be passed by what came meanwhile
            await().atMost(SOON).until(() -> statuses(gateway, "full_").contains(503));
            var full = gateway.post(TestGateway.CONVERSATION, Samples.conversation("full"));
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.header("Retry-After")).isEqualTo("2");

            proxy.heal();
            await().atMost(SOON).until(() -> spilled().isEmpty());
            await().atMost(SOON).until(() -> statuses(gateway, "again_").equals(Set.of(202)));
        }
    }

    private TestGateway over(RabbitServer.Address address, TcpProxy proxy, String... more) {
        var properties =
                new ArrayList<>(
                        List.of(
                                "spring.rabbitmq.host",
                                "127.0.0.1",
                                "spring.rabbitmq.port",
                                Integer.toString(proxy.port()),
                                "spring.rabbitmq.username",
                                address.user(),
                                "spring.rabbitmq.password",
                                address.password(),
                                "spring.rabbitmq.virtual-host",
                                address.vhost()));
        properties.addAll(List.of(more));
        return gateway(properties.toArray(String[]::new));
    }

    private TestGateway gateway(String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.addAll(List.of("afterword.gateway.spill.relay-every", "100ms"));
        return TestGateway.real(database, all.toArray(String[]::new));
    }

    private void awaitReady(TestGateway gateway) {
        await().atMost(SOON).until(() -> RealBrokerIT.ready(gateway));
        await().atMost(SOON)
                .until(() ->
                        views.count("select count(*) from pg_tables where tablename = 'spill'")
                                == 1);
    }

    private static int readiness(TestGateway gateway) {
        return gateway.getManagement("/actuator/health/readiness").status();
    }

    /// Ids of the events in the spill.
    private Set<String> spilled() {
        return views.texts("select event_id::text from gateway.spill");
    }

    /// Posts at once; each must be promised within the budget.
    ///
    /// @return ids of the events by conversation
    private static Map<String, String> post(TestGateway gateway, String prefix) {
        var promised = new HashMap<String, String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies =
                    IntStream.range(0, EVENTS)
                            .mapToObj(i -> threads.submit(() -> timed(gateway, prefix + i)))
                            .toList();
            for (var reply : replies) {
                var timed = resolved(reply);
                assertThat(timed.reply().status()).as(timed.reply().body()).isEqualTo(202);
                assertThat(timed.took()).isLessThan(BUDGET);
                promised.put(
                        timed.reply().text("/data/conversation_id"),
                        timed.reply().text("/data/event_id"));
            }
        }
        return promised;
    }

    /// An answer and how long it took.
    private record Timed(TestGateway.Reply reply, Duration took) {}

    private static Timed timed(TestGateway gateway, String conversation) {
        long start = System.nanoTime();
        var reply = gateway.post(TestGateway.CONVERSATION, Samples.conversation(conversation));
        return new Timed(reply, Duration.ofNanos(System.nanoTime() - start));
    }

    private static Set<Integer> statuses(TestGateway gateway, String prefix) {
        var statuses = new TreeSet<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies =
                    IntStream.range(0, EVENTS)
                            .mapToObj(i -> threads.submit(() -> timed(gateway, prefix + i)))
                            .toList();
            replies.forEach(reply -> statuses.add(resolved(reply).reply().status()));
        }
        return statuses;
    }

    private static <T> T resolved(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
