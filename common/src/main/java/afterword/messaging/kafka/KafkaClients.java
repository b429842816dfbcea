// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Makes Kafka clients with the settings that our promises stand on.
final class KafkaClients {

    /// The most that a record may have: a body of 1 MiB, its headers and its envelope.
    static final int MOST_BYTES = 2 * 1024 * 1024;

    /// Of an answer to a fetch; what is fetched ahead of the handler lies in memory as well (50 MB
    /// by default, from each broker).
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    /// The longest that `send` may wait for metadata. Only a publisher's own writer ever waits.
    private static final int MAX_BLOCK_MS = 200;

    /// A process that died is noticed after this; its partitions go to others (30 s and more by
    /// default, in which nothing of them would be taken).
    private static final int SESSION_MS = 10_000;

    private final KafkaConnection connection;
    private final KafkaSettings settings;

    KafkaClients(KafkaConnection connection, KafkaSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    KafkaSettings settings() {
        return settings;
    }

    Admin admin() {
        var config = common("admin");
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 1_000);
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000);
        return Admin.create(config);
    }

    Producer<byte[], byte[]> producer(String name) {
        int timeout = (int) settings.confirmTimeout().toMillis();
        var config = common(name);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(MAX_BLOCK_MS, timeout / 2));
        // a request without an answer fails early enough to be tried again within the time-out
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        // a lone event never waits; under load, batches form while requests are under way
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Consumer<byte[], byte[]> consumer(Subscription.Settings subscription) {
        var config = common(subscription.group());
        config.put(
                ConsumerConfig.GROUP_ID_CONFIG, group(subscription.group(), subscription.route()));
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // messages of aborted transactions were never sent
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MS / 4);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(500, subscription.inFlight()));
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// A group's name in this cluster: one for each topic, so that the consumers of one never wait
    /// for a rebalance of another.
    String group(String name, Route route) {
        return settings.prefix() + name + "." + route.address().substring("afterword.".length());
    }

    private Map<String, Object> common(String name) {
        var config = new HashMap<String, Object>(connection.properties());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "afterword-" + name);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50);
        config.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 3_000);
        // we meter ourselves; JMX beans of equal names would only be refused with a warning
        config.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }
}
