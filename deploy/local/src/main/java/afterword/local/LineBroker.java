// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.Jars;
import afterword.servers.KafkaServer;
import afterword.servers.Ports;
import afterword.servers.RabbitServer;
import afterword.servers.RabbitSource;
import afterword.servers.ServerException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The broker of a line, of either kind.
public sealed interface LineBroker extends AutoCloseable {

    /// Where RabbitMQ serves its metrics, if that is free.
    int RABBIT_METRICS = 15_692;

    /// Where Kafka serves its metrics, if that is free.
    int KAFKA_METRICS = 9404;

    /// Port of its metrics.
    int metricsPort();

    /// Name, whence, and why this one.
    String description();

    /// What a service needs to reach it.
    Map<String, String> environment();

    @Override
    void close();

    /// RabbitMQ.
    record Rabbit(RabbitServer server, String description) implements LineBroker {
        @Override
        public int metricsPort() {
            return server.address().metricsPort();
        }

        @Override
        public Map<String, String> environment() {
            var address = server.address();
            return Map.of(
                    "AFTERWORD_BROKER",
                    "rabbitmq",
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

        @Override
        public void close() {
            server.close();
        }
    }

    /// Kafka.
    record Kafka(KafkaServer server, String description) implements LineBroker {
        @Override
        public int metricsPort() {
            return server.metricsPort();
        }

        @Override
        public Map<String, String> environment() {
            return Map.of(
                    "AFTERWORD_BROKER",
                    "kafka",
                    "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                    server.bootstrapServers());
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /// Starts the chosen one.
    ///
    /// @param progress told of what takes longer
    static LineBroker start(LineSettings settings, Consumer<String> progress) {
        return start(settings, () -> RabbitSource.find(progress), progress);
    }

    /// The same, with RabbitMQ looked for in another way.
    static LineBroker start(
            LineSettings settings, Supplier<RabbitSource> rabbit, Consumer<String> progress) {
        return switch (settings.broker()) {
            case KAFKA -> kafka(settings, "");
            case RABBITMQ -> rabbit(settings, rabbit.get(), progress);
            case AUTO -> {
                var source = rabbit.get();
                yield source instanceof RabbitSource.Missing(var why)
                        ? kafka(settings, ", since " + why)
                        : rabbit(settings, source, progress);
            }
        };
    }

    private static int port(LineSettings settings, int usual) {
        return settings.fixedPorts() ? Ports.freeOr(usual) : Ports.free();
    }

    private static LineBroker rabbit(
            LineSettings settings, RabbitSource source, Consumer<String> progress) {
        if (source instanceof RabbitSource.Missing(var why)) {
            throw new ServerException(why);
        }
        int metrics = port(settings, RABBIT_METRICS);
        var folder = settings.data().resolve("rabbitmq");
        var server = RabbitServer.start(source, folder, 0, metrics, progress);
        return new Rabbit(server, "RabbitMQ, " + source.description());
    }

    private static LineBroker kafka(LineSettings settings, String why) {
        var jar = Jars.of(settings.repository(), "deploy/kafka");
        int metrics = port(settings, KAFKA_METRICS);
        var server = KafkaServer.start(jar, settings.data().resolve("kafka"), 0, metrics);
        return new Kafka(server, "Kafka in a JVM of its own" + why);
    }
}
