// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.servers.KafkaServer;
import afterword.servers.PostgresServer;
import afterword.servers.RabbitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The private servers of a run. Each [Rig] on it has a database and a virtual host of its own, so
/// that no measurement inherits another's rows or queues. Servers are started when first asked for.
/// For one thread.
final class Bed implements AutoCloseable {

    /// Rests before a figure is taken, so that what the start left behind does not count.
    static final Duration SETTLE = Duration.ofSeconds(2);

    private final Path repository;
    private final Path folder;
    private @Nullable PostgresServer postgres;
    private @Nullable RabbitServer rabbit;
    private @Nullable KafkaServer kafka;

    /// Servers that are started when they are asked for.
    ///
    /// @param repository where the jars are
    /// @param folder for the logs of the processes
    Bed(Path repository, Path folder) {
        this.repository = repository;
        this.folder = folder;
    }

    Path repository() {
        return repository;
    }

    Path folder() {
        return folder;
    }

    PostgresServer postgres() {
        var server = postgres == null ? PostgresServer.start() : postgres;
        postgres = server;
        return server;
    }

    RabbitServer rabbit() {
        var server = rabbit == null ? RabbitServer.start() : rabbit;
        rabbit = server;
        return server;
    }

    KafkaServer kafka() {
        var server = kafka == null ? KafkaServer.start() : kafka;
        kafka = server;
        return server;
    }

    /// Ends Kafka, so that it takes nothing from what is measured next.
    void endKafka() {
        if (kafka != null) {
            kafka.close();
            kafka = null;
        }
    }

    /// A fresh line over RabbitMQ; its services are still to be started.
    Rig onRabbit() {
        var address = rabbit().freshVhost();
        return new Rig(
                this,
                Map.of(
                        "AFTERWORD_BROKER", "rabbitmq",
                        "SPRING_RABBITMQ_HOST", address.host(),
                        "SPRING_RABBITMQ_PORT", Integer.toString(address.port()),
                        "SPRING_RABBITMQ_USERNAME", address.user(),
                        "SPRING_RABBITMQ_PASSWORD", address.password(),
                        "SPRING_RABBITMQ_VIRTUAL_HOST", address.vhost()),
                rabbit().pid(),
                address);
    }

    /// A fresh line over Kafka. Its topics are those of the other lines over Kafka.
    Rig onKafka() {
        return new Rig(
                this,
                new HashMap<>(
                        Map.of(
                                "AFTERWORD_BROKER",
                                "kafka",
                                "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                                kafka().bootstrapServers())),
                kafka().pid(),
                null);
    }

    @Override
    public void close() {
        endKafka();
        if (rabbit != null) {
            rabbit.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
