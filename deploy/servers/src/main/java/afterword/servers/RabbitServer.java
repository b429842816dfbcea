// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A RabbitMQ of our own on the loopback interface, or one that was given.
///
/// Thread-safe.
public final class RabbitServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final int METRICS = 15_692; // where RabbitMQ serves them by default

    private final Address address;
    private final @Nullable RabbitNode node; // null: given, not ours
    private final @Nullable Path temporary;
    private final AtomicInteger vhosts = new AtomicInteger();

    private RabbitServer(Address address, @Nullable RabbitNode node, @Nullable Path temporary) {
        this.address = address;
        this.node = node;
        this.temporary = temporary;
    }

    /// Starts a server from wherever it can be had, with data that are deleted when it is closed.
    public static RabbitServer start() {
        var source = RabbitSource.find(_ -> {});
        var folder = Folders.temporary("rabbitmq");
        return start(source, folder, folder, new Wanted(0, Ports.free()), _ -> {});
    }

    /// Starts a server on a folder that is kept.
    ///
    /// @param folder a server left over on it is stopped first
    /// @param port of AMQP, 0 for a free one
    /// @param progress told of what takes longer
    public static RabbitServer start(
            RabbitSource source, Path folder, int port, Consumer<String> progress) {
        return start(source, folder, port, Ports.free(), progress);
    }

    /// The same with a port of the caller's choice for its metrics.
    public static RabbitServer start(
            RabbitSource source,
            Path folder,
            int port,
            int metricsPort,
            Consumer<String> progress) {
        return start(source, Folders.make(folder), null, new Wanted(port, metricsPort), progress);
    }

    /// Ports that a caller asks for.
    ///
    /// @param amqp 0 for a free one
    private record Wanted(int amqp, int metrics) {}

    private static RabbitServer start(
            RabbitSource source,
            Path folder,
            @Nullable Path temporary,
            Wanted wanted,
            Consumer<String> progress) {
        var own =
                new Address(
                        "127.0.0.1",
                        wanted.amqp() == 0 ? Ports.free() : wanted.amqp(),
                        "afterword",
                        "afterword",
                        "/",
                        new Address.Extra(Ports.free(), wanted.metrics()));
        return switch (source) {
            case RabbitSource.Given given -> given(given);
            case RabbitSource.Local local ->
                    launched(own, new RabbitProcess(local, folder, own), temporary);
            case RabbitSource.Docker docker -> {
                progress.accept("starting a container of " + docker.image());
                yield launched(own, new RabbitContainer(docker, folder, own), temporary);
            }
            case RabbitSource.Missing(var advice) -> throw new ServerException(advice);
        };
    }

    private static RabbitServer given(RabbitSource.Given given) {
        if (!Ports.answers(given.host(), given.port())) {
            throw new ServerException(
                    "no RabbitMQ answers at the given address %s:%d; correct or remove SPRING_RABBITMQ_HOST or AFTERWORD_TEST_RABBITMQ"
                            .formatted(given.host(), given.port()));
        }
        var address =
                new Address(
                        given.host(),
                        given.port(),
                        given.user(),
                        given.password(),
                        given.vhost(),
                        new Address.Extra(given.managementPort(), METRICS));
        return new RabbitServer(address, null, null);
    }

    private static RabbitServer launched(
            Address address, RabbitNode node, @Nullable Path temporary) {
        var server = new RabbitServer(address, node, temporary);
        AtExit.add(server);
        try {
            node.launch(START);
            return server;
        } catch (ServerException e) {
            server.close();
            throw e;
        }
    }

    /// Where it is, and how to get in.
    public Address address() {
        return address;
    }

    /// Port of AMQP; the same after a restart.
    public int amqpPort() {
        return address.port();
    }

    /// Address of the default virtual host for an AMQP client.
    public String uri() {
        return address.uri();
    }

    /// The HTTP API of its management.
    public RabbitManagement management() {
        return new RabbitManagement(address);
    }

    /// Creates a virtual host of its own for a test.
    public Address freshVhost() {
        // a given server outlives us: the process id keeps the names of two runs apart
        var name = "fresh-" + ProcessHandle.current().pid() + "-" + vhosts.incrementAndGet();
        management().createVhost(name);
        return address.withVhost(name);
    }

    /// Process id of the broker itself.
    ///
    /// @throws IllegalStateException when it is not a process of ours
    public long pid() {
        return ours().pid();
    }

    /// Kills the broker with -9, as a crash would. What it had confirmed, it still has after
    /// [#restart]; but RabbitMQ 3.10 forgets a quorum queue that was declared less than half a
    /// second before, and then never elects its leader.
    public void kill() {
        ours().kill();
    }

    /// Starts it again on the same ports and data, after [#kill] or while it runs. The port answers
    /// up to 2 s before the leaders of its quorum queues are elected: a queue that looks empty in
    /// that time need not be.
    public void restart() {
        var own = ours();
        own.stop();
        own.launch(START);
    }

    /// Raises the memory alarm, which blocks all publishers, or ends it.
    public void alarm(boolean on) {
        // a limit that anything exceeds, and the one of our settings
        ours().control(List.of("set_vm_memory_high_watermark", "absolute", on ? "1MB" : "1GB"));
    }

    /// Raises the alarm of the disk, which blocks all publishers as well, or ends it.
    public void diskAlarm(boolean on) {
        ours().control(List.of("set_disk_free_limit", on ? "1000000GB" : "200MB"));
    }

    /// Stops the server if it is ours; deletes its data if they were temporary. May be called
    /// twice.
    @Override
    public void close() {
        if (node != null) {
            if (temporary != null) {
                node.kill(); // nobody will miss the data, and this saves two seconds
            }
            node.stop();
        }
        Folders.delete(temporary);
        AtExit.remove(this);
    }

    private RabbitNode ours() {
        if (node == null) {
            throw new IllegalStateException(
                    "the RabbitMQ at " + address + " was given, not started");
        }
        return node;
    }

    @Override
    public String toString() {
        return "RabbitMQ at " + address;
    }

    /// A virtual host with its way in.
    ///
    /// @param extra what it serves by HTTP on the same host
    public record Address(
            String host, int port, String user, String password, String vhost, Extra extra) {

        /// Ports besides AMQP's.
        ///
        /// @param management of the HTTP API
        /// @param metrics of its exposition for Prometheus
        public record Extra(int management, int metrics) {}

        /// Port of the HTTP API.
        public int managementPort() {
            return extra.management();
        }

        /// Port of its exposition for Prometheus.
        public int metricsPort() {
            return extra.metrics();
        }

        /// For an AMQP client.
        public String uri() {
            return "amqp://%s:%s@%s:%d/%s"
                    .formatted(encode(user), encode(password), host, port, encode(vhost));
        }

        Address withVhost(String name) {
            return new Address(host, port, user, password, name, extra);
        }

        static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        @Override
        public String toString() {
            return host + ":" + port + " " + vhost; // without the password
        }
    }
}
