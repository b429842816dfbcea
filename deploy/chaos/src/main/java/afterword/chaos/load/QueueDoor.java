// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.load;

import afterword.local.LineBroker;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// A producer's own way into the broker, past the gateway and past our proxies.
interface QueueDoor extends AutoCloseable {

    /// Publishes and waits for the confirm.
    ///
    /// @return false when it did not come: not known
    boolean publish(String key, String body) throws InterruptedException;

    @Override
    void close();

    /// The one that fits.
    static QueueDoor to(LineBroker broker) {
        return switch (broker) {
            case LineBroker.Rabbit(var server, _) -> new Rabbit(server.uri());
            case LineBroker.Kafka(var server, _) -> new Kafka(server.bootstrapServers());
        };
    }

    /// One channel, one message at a time; opened again after any trouble.
    final class Rabbit implements QueueDoor {

        private static final long CONFIRM_MILLIS = 5_000;

        private final String uri;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Connection connection; // guarded by lock
        private @Nullable Channel channel; // guarded by lock

        Rabbit(String uri) {
            this.uri = uri;
        }

        @Override
        public boolean publish(String key, String body) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                var open = open();
                open.basicPublish(
                        "afterword.events",
                        "conversation.ended",
                        true,
                        MessageProperties.PERSISTENT_BASIC,
                        body.getBytes(StandardCharsets.UTF_8));
                return open.waitForConfirms(CONFIRM_MILLIS);
            } catch (IOException | TimeoutException | RuntimeException e) {
                abandon(); // closed connections surface as unchecked exceptions, too
                return false;
            } finally {
                lock.unlock();
            }
        }

        private Channel open() throws IOException, TimeoutException {
            var now = channel;
            if (now != null && now.isOpen()) {
                return now;
            }
            abandon();
            var factory = new ConnectionFactory();
            try {
                factory.setUri(uri);
            } catch (URISyntaxException | GeneralSecurityException e) {
                throw new IllegalStateException("the broker's address is wrong", e);
            }
            factory.setAutomaticRecoveryEnabled(false);
            factory.setConnectionTimeout(2_000);
            var opened = factory.newConnection("chaos-producer");
            connection = opened;
            var created = opened.createChannel();
            created.confirmSelect();
            channel = created;
            return created;
        }

        private void abandon() {
            var old = connection;
            connection = null;
            channel = null;
            if (old != null) {
                old.abort(1_000);
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                abandon();
            } finally {
                lock.unlock();
            }
        }
    }

    /// An idempotent producer; the key of a record is the conversation's.
    final class Kafka implements QueueDoor {

        private final KafkaProducer<String, String> producer;

        Kafka(String servers) {
            producer =
                    new KafkaProducer<>(
                            Map.<String, Object>of(
                                    "bootstrap.servers", servers,
                                    "acks", "all",
                                    "max.block.ms", 2_000,
                                    "request.timeout.ms", 3_000,
                                    "delivery.timeout.ms", 5_000,
                                    "linger.ms", 0),
                            new StringSerializer(),
                            new StringSerializer());
        }

        @Override
        public boolean publish(String key, String body) throws InterruptedException {
            try {
                producer.send(new ProducerRecord<>("afterword.conversation.ended.v1", key, body))
                        .get(6, TimeUnit.SECONDS);
                return true;
            } catch (ExecutionException | TimeoutException | KafkaException _) {
                return false;
            }
        }

        @Override
        public void close() {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
