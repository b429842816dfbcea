// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What Kafka acknowledges for a producer that does nothing else, as its own producer benchmark
/// sends: idempotent, all replicas, one size, a fixed number in flight.
final class KafkaCeiling {

    private static final String TOPIC = "afterword.bench.ceiling";

    private KafkaCeiling() {}

    /// Measures for a time.
    ///
    /// @return acknowledged records a second
    static double measure(String bootstrap, int size, int inFlight, Duration warm, Duration time) {
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrap))) {
            create(admin);
            try (var producer =
                    new KafkaProducer<>(
                            settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                var free = new Semaphore(inFlight);
                var acknowledged = new AtomicLong();
                send(producer, size, free, acknowledged, warm);
                long before = acknowledged.get();
                long start = System.nanoTime();
                send(producer, size, free, acknowledged, time);
                free.acquireUninterruptibly(inFlight);
                return (acknowledged.get() - before) / ((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void create(Admin admin) {
        try {
            admin.createTopics(java.util.List.of(new NewTopic(TOPIC, 4, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            int size,
            Semaphore free,
            AtomicLong acknowledged,
            Duration time) {
        var body = new byte[size];
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            free.acquireUninterruptibly();
            var _ =
                    producer.send(
                            new ProducerRecord<>(TOPIC, body),
                            (_, failure) -> {
                                if (failure == null) {
                                    acknowledged.incrementAndGet();
                                }
                                free.release();
                            });
        }
    }
}
