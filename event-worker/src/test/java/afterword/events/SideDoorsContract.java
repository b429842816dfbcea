// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.Headers;
import afterword.messaging.Broker;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Both brokers at once: producers use plain clients, as they would.
abstract class SideDoorsContract {

    private static final RabbitServer.Address RABBIT = Shared.rabbit().freshVhost();
    private static final String PREFIX = UUID.randomUUID().toString().substring(0, 8) + ".";

    private final Broker broker;
    private final HealthIndicator sideDoors;
    private final JdbcClient jdbc;

    SideDoorsContract(Broker broker, HealthIndicator sideDoors, JdbcClient jdbc) {
        this.broker = broker;
        this.sideDoors = sideDoors;
        this.jdbc = jdbc;
    }

    @Test
    void theSameEventOverRestAmqpAndKafkaIsOneEvent() throws Exception {
        var conversations = Stream.generate(Line::conversationId).limit(50).toList();
        var bodies = conversations.stream().map(id -> Line.body(id, "Who?")).toList();
        try (var gateway = broker.publisher("gateway")) {
            await().until(() -> gateway.state() == Publisher.State.OPEN);
            awaitSideDoor();
            overKafka(bodies);
            overAmqp(bodies);
            for (var body : bodies) {
                assertThat(gateway.publish(asGateway(body)).join().confirmed()).isTrue();
            }
        }
        overKafka(List.of("{not JSON".getBytes(StandardCharsets.UTF_8)));
        overAmqp(List.of("{not JSON".getBytes(StandardCharsets.UTF_8)));

        await().atMost(Duration.ofSeconds(30)).until(() -> count("dead_letter") == 2);
        await().atMost(Duration.ofSeconds(30)).until(() -> count("event") == 50);
        assertThat(conversations)
                .allMatch(id -> count("event where event_id = '" + Line.eventId(id) + "'") == 1);
        assertThat(count("event where conflicts > 0")).isZero();
        assertThat(count("dead_letter where channel = 'kafka'")).isEqualTo(1);
    }

    /// Whoever consumes from a place has made it.
    private void awaitSideDoor() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    var health = sideDoors.health();
                    return health != null && health.getStatus().equals(Status.UP);
                });
    }

    private static Message asGateway(byte[] body) {
        return Message.of(
                Route.CONVERSATION_ENDED,
                "key",
                Map.of(
                        Headers.CHANNEL,
                        "rest",
                        Headers.TENANT,
                        "default",
                        Headers.ACCEPTED_AT,
                        "2026-01-02T03:04:06.000Z"),
                body);
    }

    private static void overKafka(List<byte[]> bodies) throws Exception {
        var config = Map.<String, Object>of("bootstrap.servers", Shared.kafka().bootstrapServers());
        try (var producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var body : bodies) {
                producer.send(
                                new ProducerRecord<>(
                                        PREFIX + Route.CONVERSATION_ENDED.address(), body))
                        .get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static void overAmqp(List<byte[]> bodies) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(RABBIT.uri());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            for (var body : bodies) {
                channel.basicPublish(
                        "afterword.events",
                        "conversation.ended",
                        MessageProperties.PERSISTENT_BASIC,
                        body);
            }
        }
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from events." + what).query(Long.class).single();
    }

    static final class BothBrokers
            implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "spring.rabbitmq.host=" + RABBIT.host(),
                            "spring.rabbitmq.port=" + RABBIT.port(),
                            "spring.rabbitmq.username=" + RABBIT.user(),
                            "spring.rabbitmq.password=" + RABBIT.password(),
                            "spring.rabbitmq.virtual-host=" + RABBIT.vhost(),
                            "spring.kafka.bootstrap-servers=" + Shared.kafka().bootstrapServers(),
                            "afterword.kafka.prefix=" + PREFIX)
                    .applyTo(context);
        }
    }
}
