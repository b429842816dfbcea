// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.local.Conversations.Given;
import afterword.servers.KafkaServer;
import afterword.servers.RabbitServer;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/// Publishes finished conversations as somebody would who bypasses the gateway, with the broker's
/// plain client.
sealed interface Producer {

    /// Publishes all, and waits for the confirms.
    void publish(List<Given> conversations) throws Exception;

    /// What a service needs to take from this broker beside the one that carries the line.
    Map<String, String> environment();

    /// The broker that carries a line.
    static Producer to(LineBroker broker) {
        return switch (broker) {
            case LineBroker.Rabbit rabbit -> new Rabbit(rabbit.server().address());
            case LineBroker.Kafka kafka -> new Kafka(kafka.server().bootstrapServers());
        };
    }

    static Producer to(KafkaServer server) {
        return new Kafka(server.bootstrapServers());
    }

    static Producer to(RabbitServer.Address address) {
        return new Rabbit(address);
    }

    record Rabbit(RabbitServer.Address address) implements Producer {

        @Override
        public void publish(List<Given> conversations) throws Exception {
            var factory = new ConnectionFactory();
            factory.setUri(address.uri());
            try (var connection = factory.newConnection();
                    var channel = connection.createChannel()) {
                channel.confirmSelect();
                for (var conversation : conversations) {
                    channel.basicPublish(
                            "afterword.events",
                            "conversation.ended",
                            true,
                            MessageProperties.PERSISTENT_BASIC,
                            conversation.body().getBytes(StandardCharsets.UTF_8));
                }
                channel.waitForConfirmsOrDie(10_000);
            }
        }

        @Override
        public Map<String, String> environment() {
            return Map.of(
                    "AFTERWORD_INGEST_RABBITMQ_ENABLED",
                    "true",
                    "SPRING_RABBITMQ_HOST",
                    address.host(),
                    "SPRING_RABBITMQ_PORT",
                    Integer.toString(address.port()),
                    "SPRING_RABBITMQ_USERNAME",
                    address.user(),
                    "SPRING_RABBITMQ_PASSWORD",
                    address.password(),
                    "SPRING_RABBITMQ_VIRTUAL_HOST",
                    address.vhost());
        }
    }

    record Kafka(String bootstrapServers) implements Producer {

        @Override
        public void publish(List<Given> conversations) throws Exception {
            Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
            try (var producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                var sent = new ArrayList<Future<RecordMetadata>>();
                for (var conversation : conversations) {
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            "afterword.conversation.ended.v1",
                                            conversation.id(),
                                            conversation.body())));
                }
                for (var confirm : sent) {
                    confirm.get(10, TimeUnit.SECONDS);
                }
            }
        }

        @Override
        public Map<String, String> environment() {
            return Map.of(
                    "AFTERWORD_INGEST_KAFKA_ENABLED",
                    "true",
                    "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                    bootstrapServers);
        }
    }
}
