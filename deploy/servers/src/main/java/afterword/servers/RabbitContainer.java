// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RabbitMQ in a container that is attached to a child process of ours: the client passes our
/// signals on, and Docker removes the container when it ends.
final class RabbitContainer implements RabbitNode {

    private static final Duration SHUTDOWN = Duration.ofSeconds(20);
    private static final Duration PULL = Duration.ofMinutes(5);

    private final RabbitSource.Docker docker;
    private final Path folder;
    private final RabbitServer.Address address;
    private final String name;
    private @Nullable Child client; // guarded by this

    RabbitContainer(RabbitSource.Docker docker, Path folder, RabbitServer.Address address) {
        this.docker = docker;
        this.folder = folder;
        this.address = address;
        this.name = "afterword-rabbitmq-" + address.port();
    }

    @Override
    public synchronized void launch(Duration limit) {
        pull();
        var settings = Folders.make(folder).resolve("20-afterword.conf");
        try {
            Files.writeString(settings, RabbitSettings.limits(address));
        } catch (IOException e) {
            throw new ServerException("cannot write RabbitMQ's settings in " + settings, e);
        }
        remove(); // one that a killed owner left behind
        var child =
                Child.named("rabbitmq", folder.resolve("rabbitmq.log"))
                        .softly("TERM", SHUTDOWN)
                        .start(command(settings));
        client = child;
        var management = new RabbitManagement(address);
        if (!Waiting.until(limit, () -> !child.alive() || management.answers()) || !child.alive()) {
            throw new ServerException(
                    "RabbitMQ did not start in Docker; its last lines:\n" + child.lastLines(12));
        }
    }

    private void pull() {
        var present =
                Command.run(
                        Duration.ofSeconds(20),
                        List.of("docker", "image", "inspect", docker.image()));
        if (present.succeeded()) {
            return;
        }
        var pulled = Command.run(PULL, List.of("docker", "pull", "-q", docker.image()));
        if (!pulled.succeeded()) {
            throw new ServerException(
                    "Docker cannot pull %s (%s)".formatted(docker.image(), pulled.lastLine()));
        }
    }

    private List<String> command(Path settings) {
        return List.of(
                "docker",
                "run",
                "--rm",
                "--name",
                name,
                "--hostname",
                "afterword", // part of the name of the data's folder
                "--publish",
                "127.0.0.1:" + address.port() + ":5672",
                "--publish",
                "127.0.0.1:" + address.managementPort() + ":15672",
                "--publish", // the image has the plugin on
                "127.0.0.1:" + address.metricsPort() + ":15692",
                "--volume",
                folder.resolve("data") + ":/var/lib/rabbitmq",
                "--volume",
                settings + ":/etc/rabbitmq/conf.d/20-afterword.conf:ro",
                docker.image());
    }

    private void remove() {
        Command.run(Duration.ofSeconds(20), List.of("docker", "rm", "--force", name));
    }

    @Override
    public synchronized void kill() {
        Command.run(Duration.ofSeconds(20), List.of("docker", "kill", name));
        if (client != null) {
            client.kill();
        }
    }

    @Override
    public synchronized void stop() {
        if (client != null) {
            client.stop();
            remove();
        }
    }

    @Override
    public void control(List<String> words) {
        var command = new ArrayList<>(List.of("docker", "exec", name, "rabbitmqctl"));
        command.addAll(words);
        var result = Command.run(Duration.ofSeconds(60), command);
        if (!result.succeeded()) {
            throw new ServerException("rabbitmqctl failed: " + result.lastLine());
        }
    }

    @Override
    public synchronized long pid() {
        throw new IllegalStateException("RabbitMQ runs in a container");
    }
}
