// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Broker;
import afterword.messaging.Delivery;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import afterword.servers.Shared;
import afterword.testing.BrokerContract;
import afterword.testing.BrokerPlace;
import afterword.testing.Inbox;
import afterword.testing.Signals;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class KafkaBrokerIT extends BrokerContract {

    @Override
    protected BrokerPlace freshPlace() {
        return new Place(prefix());
    }

    @Test
    void whatIsClaimedIsNotDeliveredAgainThoughItIsNotDone() throws Exception {
        publish(20);
        var first = new Inbox(Delivery::claimed);
        var crashed = subscribe(Route.ANALYSIS_REQUESTED, 50, first);
        awaitSize(first, 20);
        assertThat(crashed.unsettled()).isEqualTo(20);
        crashed.close();

        var second = Inbox.settling();
        subscribe(Route.ANALYSIS_REQUESTED, 50, second);
        try (var publisher = publisher()) {
            publisher.publish(message("new")).join();
        }
        awaitSize(second, 1);
        assertThat(second.bodies()).containsExactly("new");
        assertThat(second.deliveries()).noneMatch(Delivery::redelivered);
    }

    @Test
    void aSlowHandlerCausesNoRebalance() throws Exception {
        var impatient = opened(new Place(prefix()).connect(Map.of("max.poll.interval.ms", "3000")));
        var first = new CountDownLatch(1);
        var inbox =
                new Inbox(delivery -> {
                    waitFor(first, 5);
                    delivery.done();
                });
        var subscription =
                opened(
                        impatient.subscribe(
                                new Subscription.Settings(Route.ANALYSIS_REQUESTED, "slow", 10, 10),
                                inbox));
        await().until(subscription::connected);
        var publisher = opened(impatient.publisher("slow"));
        await().until(() -> publisher.state() == Publisher.State.OPEN);
        for (var body : List.of("1")) {
            assertThat(publisher.publish(message(body)).join().confirmed()).isTrue();
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> inbox.size() == 1 && subscription.unsettled() == 0);
        assertThat(inbox.deliveries()).noneMatch(Delivery::redelivered);
        assertThat(subscription.connected()).isTrue();
    }

    private static void waitFor(CountDownLatch latch, int seconds) {
        try {
            latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String prefix() {
        return UUID.randomUUID().toString().substring(0, 8) + ".";
    }

    /// Topics and groups with a prefix of their own.
    private record Place(String prefix) implements BrokerPlace {

        @Override
        public Broker connect(Duration confirmTimeout) {
            return connect(Shared.kafka().bootstrapServers(), confirmTimeout, Map.of());
        }

        Broker connect(Map<String, String> properties) {
            var servers = Shared.kafka().bootstrapServers();
            return connect(servers, Duration.ofSeconds(10), properties);
        }

        @Override
        public Broker connectToNobody() {
            return connect("127.0.0.1:1", Duration.ofSeconds(1), Map.of());
        }

        private Broker connect(
                String servers, Duration confirmTimeout, Map<String, String> properties) {
            return new KafkaBroker(
                    new KafkaConnection(List.of(servers), properties),
                    new KafkaSettings(prefix, 4, 0, confirmTimeout, 8192),
                    EnumSet.allOf(Route.class));
        }

        @Override
        public void remove(Route route) {
            ask(admin -> admin.deleteTopics(List.of(prefix + route.address())).all());
        }

        @Override
        public Publisher.State block() {
            limit("1");
            return Publisher.State.OPEN; // it is each message that is refused
        }

        @Override
        public void unblock() {
            limit("2097152");
        }

        /// Kafka has no alarm; a single broker cannot lack replicas either (since 4.0 it asks for
        /// no more than there are). But it refuses what is longer than a topic allows.
        private void limit(String bytes) {
            var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes);
            var change = List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET));
            var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
            for (var route : Route.values()) {
                var topic = prefix + route.address();
                changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), change);
            }
            ask(admin -> admin.incrementalAlterConfigs(changes).all());
        }

        private static void ask(Function<Admin, KafkaFuture<?>> question) {
            var server =
                    Map.<String, Object>of("bootstrap.servers", Shared.kafka().bootstrapServers());
            try (var admin = Admin.create(server)) {
                question.apply(admin).get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void freeze() {
            Signals.freeze(Shared.kafka().pid());
        }

        @Override
        public void thaw() {
            Signals.thaw(Shared.kafka().pid());
        }

        @Override
        public void kill() {
            Shared.kafka().kill();
        }

        @Override
        public void restart() {
            Shared.kafka().restart();
        }
    }
}
