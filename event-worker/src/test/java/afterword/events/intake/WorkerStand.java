// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.FreshDatabase;
import afterword.servers.Child;
import afterword.servers.PostgresServer;
import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// An event-worker in a process of its own, between a fresh database and a fresh virtual host.
final class WorkerStand {

    private final PostgresServer.Database database = FreshDatabase.prepared(Shared.postgres());
    private final RabbitServer.Address broker = Shared.rabbit().freshVhost();
    private final JdbcClient jdbc =
            JdbcClient.create(
                    new DriverManagerDataSource(
                            database.url(), database.user(), database.password()));

    JdbcClient jdbc() {
        return jdbc;
    }

    PostgresServer.Database database() {
        return database;
    }

    /// Starts a worker; does not wait.
    ///
    /// @param heap at most, such as `256m`
    /// @param arguments such as `--server.port=0`
    Child start(Path folder, String heap, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "-XX:+ExitOnOutOfMemoryError",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerMain.class.getName(),
                                "--spring.datasource.url=" + database.url(),
                                "--spring.datasource.username=" + database.user(),
                                "--spring.datasource.password=" + database.password(),
                                "--spring.rabbitmq.host=" + broker.host(),
                                "--spring.rabbitmq.port=" + broker.port(),
                                "--spring.rabbitmq.username=" + broker.user(),
                                "--spring.rabbitmq.password=" + broker.password(),
                                "--spring.rabbitmq.virtual-host=" + broker.vhost()));
        command.addAll(List.of(arguments));
        return Child.named("event-worker", folder.resolve("worker.log"))
                .directory(folder)
                .start(command);
    }

    /// Publishes straight into the queue; returns when all are confirmed.
    void publish(List<byte[]> bodies) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            for (var body : bodies) {
                channel.basicPublish(
                        "afterword.events",
                        "conversation.ended",
                        true,
                        MessageProperties.PERSISTENT_BASIC,
                        body);
            }
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    /// Whether a worker has declared the queue; asked of the broker itself, since the management's
    /// pages may come late or not at all.
    boolean queueIsThere() throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        try (var connection = factory.newConnection()) {
            connection.createChannel().queueDeclarePassive("afterword.conversation.ended.v1");
            return true;
        } catch (IOException _) {
            return false; // the broker closes the channel: there is none
        }
    }

    /// Rows of a table of ours; none while it is not there.
    long count(String table) {
        boolean there =
                jdbc.sql("select to_regclass('events." + table + "') is not null")
                        .query(Boolean.class)
                        .single();
        return there
                ? jdbc.sql("select count(*) from events." + table).query(Long.class).single()
                : 0;
    }
}
