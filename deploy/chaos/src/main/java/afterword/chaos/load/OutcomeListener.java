// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.load;

import afterword.chaos.check.Sighting;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.LedgerFile;
import afterword.local.LineBroker;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Takes every published outcome from the broker, as a subscriber does: the ledger of side effects.
public final class OutcomeListener implements AutoCloseable {

    private static final String QUEUE = "chaos.outcomes";
    private static final long PAUSE_MILLIS = 300;

    private final LineBroker broker;
    private final Clock clock;
    private final LedgerFile<Sighting> ledger;
    private final Thread thread;
    private final CountDownLatch listening = new CountDownLatch(1);
    private volatile boolean stopped; // written by close

    public OutcomeListener(LineBroker broker, Clock clock, LedgerFile<Sighting> ledger) {
        this.broker = broker;
        this.clock = clock;
        this.ledger = ledger;
        this.thread = Thread.ofPlatform().daemon().name("outcome-listener").start(this::listen);
    }

    /// Waits until it is bound: what is published before is not its.
    public boolean await(Duration limit) throws InterruptedException {
        return listening.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void listen() {
        while (!stopped) {
            try {
                switch (broker) {
                    case LineBroker.Rabbit(var server, _) -> rabbit(server.uri());
                    case LineBroker.Kafka(var server, _) -> kafka(server.bootstrapServers());
                }
            } catch (IOException | TimeoutException | KafkaException _) {
                // the broker is away: again
            } catch (InterruptedException _) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void rabbit(String uri) throws IOException, TimeoutException, InterruptedException {
        var factory = new ConnectionFactory();
        try {
            factory.setUri(uri);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IOException("the broker's address is wrong", e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(2_000);
        var ended = new CountDownLatch(1);
        var connection = factory.newConnection("chaos-outcomes");
        try {
            var channel = connection.createChannel();
            channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.exchangeDeclare("afterword.outcomes", "topic", true);
            channel.queueBind(QUEUE, "afterword.outcomes", "#");
            channel.basicQos(500);
            connection.addShutdownListener(_ -> ended.countDown());
            channel.basicConsume(
                    QUEUE,
                    false,
                    new DefaultConsumer(channel) {
                        @Override
                        public void handleDelivery(
                                String tag,
                                Envelope envelope,
                                AMQP.BasicProperties properties,
                                byte[] body)
                                throws IOException {
                            var headers = properties.getHeaders();
                            seen(headers == null ? "" : id(headers), body);
                            channel.basicAck(envelope.getDeliveryTag(), false);
                        }

                        @Override
                        public void handleCancel(String tag) {
                            ended.countDown();
                        }
                    });
            listening.countDown();
            while (!stopped && !ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                // still listening
            }
        } finally {
            connection.abort(1_000);
        }
    }

    private static String id(Map<String, Object> headers) {
        for (var name : List.of("cloudEvents_id", "cloudEvents:id")) {
            var value = headers.get(name);
            if (value != null) {
                return value.toString();
            }
        }
        return "";
    }

    private void kafka(String servers) {
        var settings =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        QUEUE,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false);
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("afterword.outcomes.v1"));
            listening.countDown();
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(PAUSE_MILLIS))) {
                    var id = record.headers().lastHeader("ce_id");
                    seen(
                            id == null
                                    ? ""
                                    : new String(
                                            id.value(), java.nio.charset.StandardCharsets.UTF_8),
                            record.value());
                }
                consumer.commitSync(Duration.ofSeconds(5));
            }
        }
    }

    /// The id is the event's and the revision.
    private void seen(String id, byte[] body) {
        int colon = id.lastIndexOf(':');
        ledger.add(
                new Sighting(
                        "outcomes",
                        colon < 0 ? id : id.substring(0, colon),
                        colon < 0 ? 0 : Integer.parseInt(id.substring(colon + 1)),
                        clock.now(),
                        Digest.of(body)));
    }

    /// Stops; what was read is in the ledger. May be repeated.
    public void stop() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
