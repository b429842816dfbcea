// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Kafka of our own: one node in a JVM of its own (`deploy/kafka`), on the loopback interface.
///
/// What it acknowledged survives its own death, not a power cut: like every Kafka, it leaves the
/// writing to the disk to the system. Thread-safe.
public final class KafkaServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final Path jar;
    private final Path folder;
    private final boolean temporary;
    private final int port;
    private final List<Way> ways;
    private final int controllerPort = Ports.free();
    private final int metricsPort;
    private @Nullable Child node; // guarded by this

    /// A further listener that clients reach through something of ours, such as a fault proxy.
    ///
    /// @param name capital letters and digits
    /// @param port where the node listens
    /// @param advertised where clients are told to go, on 127.0.0.1
    public record Way(String name, int port, int advertised) {}

    private KafkaServer(
            Path jar, Path folder, boolean temporary, int port, int metricsPort, List<Way> ways) {
        this.metricsPort = metricsPort;
        this.ways = List.copyOf(ways);
        this.jar = jar;
        this.folder = folder;
        this.temporary = temporary;
        this.port = port == 0 ? Ports.free() : port;
    }

    /// Starts a server whose data are deleted when it is closed.
    public static KafkaServer start() {
        var jar = Jars.of(Jars.repository(), "deploy/kafka");
        return launched(new KafkaServer(jar, Folders.temporary("kafka"), true, 0, 0, List.of()));
    }

    /// Starts a server on a folder that is kept.
    ///
    /// @param jar of `deploy/kafka`
    /// @param folder a server left over on it is stopped first
    /// @param port 0 for a free one
    public static KafkaServer start(Path jar, Path folder, int port) {
        return start(jar, folder, port, List.of());
    }

    /// The same with further listeners.
    public static KafkaServer start(Path jar, Path folder, int port, List<Way> ways) {
        return launched(new KafkaServer(jar, Folders.make(folder), false, port, 0, ways));
    }

    /// The same with an exposition for Prometheus.
    ///
    /// @param metricsPort where it is served
    public static KafkaServer start(Path jar, Path folder, int port, int metricsPort) {
        return launched(
                new KafkaServer(jar, Folders.make(folder), false, port, metricsPort, List.of()));
    }

    private static KafkaServer launched(KafkaServer server) {
        AtExit.add(server);
        try {
            server.launch();
            return server;
        } catch (ServerException e) {
            server.close();
            throw e;
        }
    }

    /// For `bootstrap.servers`; the same after a restart.
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// Port of its exposition for Prometheus; 0 for none.
    public int metricsPort() {
        return metricsPort;
    }

    /// Process id of the node.
    public synchronized long pid() {
        return running().pid();
    }

    /// Kills the node with -9, as a crash would.
    public synchronized void kill() {
        running().kill();
    }

    /// Starts it again on the same port and data, after [#kill] or while it runs.
    public synchronized void restart() {
        running().stop();
        launch();
    }

    /// Stops the server; deletes its data if they were temporary. May be called twice.
    @Override
    public synchronized void close() {
        if (node != null) {
            if (temporary) {
                node.kill();
            }
            node.stop();
        }
        if (temporary) {
            Folders.delete(folder);
        }
        AtExit.remove(this);
    }

    private Child running() {
        var child = node;
        if (child == null) {
            throw new IllegalStateException("Kafka was not started");
        }
        return child;
    }

    private synchronized void launch() {
        var settings = folder.resolve("kafka.properties");
        try {
            Files.writeString(settings, settings());
        } catch (IOException e) {
            throw new ServerException("cannot write Kafka's settings in " + settings, e);
        }
        var child =
                Child.named("kafka", folder.resolve("kafka.log"))
                        .directory(folder)
                        .softly("TERM", SHUTDOWN)
                        .alone(folder.resolve("kafka.pid"))
                        .start(Jars.command(jar, "384m", words(settings)));
        node = child;
        var ready = "ready " + child.pid();
        boolean up =
                Waiting.until(START, () -> !child.alive() || child.lastLines(50).contains(ready));
        if (!up || !child.alive()) {
            throw new ServerException(
                    "Kafka did not start; its last lines (%s):%n%s"
                            .formatted(child.log(), child.lastLines(12)));
        }
    }

    private static final String RULES = "deploy/prometheus/kafka.yml";

    private List<String> words(Path settings) {
        return metricsPort == 0
                ? List.of(settings.toString())
                : List.of(
                        settings.toString(),
                        Integer.toString(metricsPort),
                        Jars.repository(jar).resolve(RULES).toString());
    }

    private String settings() {
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%5$s
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT%6$s
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s
        num.partitions=4
        # a restart after a crash waits for the end of the old session: 15 s with the defaults
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=500
        # one node
        default.replication.factor=1
        min.insync.replicas=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        share.coordinator.state.topic.num.partitions=4
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        """
                .formatted(
                        port,
                        controllerPort,
                        folder.resolve("data"),
                        each(way -> ",%s://127.0.0.1:%d".formatted(way.name(), way.port())),
                        each(way -> ",%s://127.0.0.1:%d".formatted(way.name(), way.advertised())),
                        each(way -> ",%s:PLAINTEXT".formatted(way.name())));
    }

    private String each(Function<Way, String> text) {
        return ways.stream().map(text).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "Kafka on " + bootstrapServers();
    }
}
