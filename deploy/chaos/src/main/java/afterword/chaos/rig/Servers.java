// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.local.BrokerChoice;
import afterword.local.LineBroker;
import afterword.local.LineDatabase;
import afterword.local.LineSettings;
import afterword.servers.Jars;
import afterword.servers.KafkaServer;
import afterword.servers.PostgresServer;
import java.util.List;
import java.util.function.Consumer;

/// The database and the broker of a rig, with what can be done to them.
public final class Servers implements AutoCloseable {

    private final PostgresServer postgres;
    private final LineBroker broker;

    private Servers(PostgresServer postgres, LineBroker broker) {
        this.postgres = postgres;
        this.broker = broker;
    }

    /// Starts both.
    ///
    /// @param ways listeners of Kafka, one for each process
    static Servers start(LineSettings line, List<KafkaServer.Way> ways, Consumer<String> progress) {
        var postgres = PostgresServer.start(line.data().resolve("postgresql"), 0);
        LineDatabase.prepare(postgres, line);
        var broker =
                line.broker() == BrokerChoice.KAFKA
                        ? kafka(line, ways)
                        : LineBroker.start(line, progress);
        return new Servers(postgres, broker);
    }

    private static LineBroker kafka(LineSettings line, List<KafkaServer.Way> ways) {
        var jar = Jars.of(line.repository(), "deploy/kafka");
        var server = KafkaServer.start(jar, line.data().resolve("kafka"), 0, ways);
        return new LineBroker.Kafka(server, "Kafka in a JVM of its own");
    }

    /// The database's server.
    public PostgresServer postgres() {
        return postgres;
    }

    /// The broker.
    public LineBroker broker() {
        return broker;
    }

    /// Port of a RabbitMQ; Kafka has one for each process.
    int rabbitPort() {
        return switch (broker) {
            case LineBroker.Rabbit(var server, _) -> server.amqpPort();
            case LineBroker.Kafka _ -> 0;
        };
    }

    /// `kill -9` of the broker.
    public void killBroker() {
        switch (broker) {
            case LineBroker.Rabbit(var server, _) -> server.kill();
            case LineBroker.Kafka(var server, _) -> server.kill();
        }
    }

    /// Starts the broker again, or restarts it in good order while it runs.
    public void startBroker() {
        switch (broker) {
            case LineBroker.Rabbit(var server, _) -> server.restart();
            case LineBroker.Kafka(var server, _) -> server.restart();
        }
    }

    /// Process id of the broker.
    public long brokerPid() {
        return switch (broker) {
            case LineBroker.Rabbit(var server, _) -> server.pid();
            case LineBroker.Kafka(var server, _) -> server.pid();
        };
    }

    @Override
    public void close() {
        broker.close();
        postgres.close();
    }
}
