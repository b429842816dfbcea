// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.Child;
import afterword.servers.Jars;
import afterword.servers.ServerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One service's process. Killed and started again by tests; not thread-safe but for [#close].
public final class ServiceProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration DRAIN = Duration.ofSeconds(25);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String HEAP = "512m";

    private final Service service;
    private final String name;
    private final Path repository;
    private final Path data;
    private final List<String> jvmOptions;
    private final Ports ports;
    private final Map<String, String> environment;
    private volatile Child child; // written by startAgain, read by close on another thread
    private volatile boolean ready; // written by awaitReady, read by close on another thread

    /// A service's two ports; the same for a worker, whose only server is the actuator.
    public record Ports(int server, int actuator) {}

    private ServiceProcess(
            Service service,
            String name,
            LineSettings settings,
            Ports ports,
            Map<String, String> environment) {
        this.service = service;
        this.name = name;
        this.repository = settings.repository();
        this.data = settings.data();
        this.jvmOptions = settings.jvmOptions();
        this.ports = ports;
        this.environment = environment;
        this.child = launch();
    }

    /// Starts it; does not wait.
    ///
    /// @param name of its log; several of one service may run on one data folder
    public static ServiceProcess start(
            Service service,
            String name,
            LineSettings settings,
            Ports ports,
            Map<String, String> environment) {
        return new ServiceProcess(service, name, settings, ports, environment);
    }

    private Child launch() {
        return Child.named(name, log())
                .directory(data)
                .environment(environment)
                .environment("SERVER_PORT", Integer.toString(ports.server()))
                .environment("MANAGEMENT_SERVER_PORT", Integer.toString(ports.actuator()))
                .softly("TERM", DRAIN)
                .alone(data.resolve(name + ".pid"))
                .start(Jars.service(repository, service.module(), HEAP, jvmOptions));
    }

    /// What it prints.
    public Path log() {
        return data.resolve(name + ".log");
    }

    /// Where it listens.
    public Ports ports() {
        return ports;
    }

    /// Process id, of its last start.
    public long pid() {
        return child.pid();
    }

    /// Whether it runs.
    public boolean alive() {
        return child.alive();
    }

    /// Waits until it is ready.
    ///
    /// @throws ServerException when it has ended or the deadline has passed, with its last lines
    public void awaitReady() {
        long end = System.nanoTime() + START.toNanos();
        try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            while (!answers(client)) {
                if (!child.alive()) {
                    throw failed("ended by itself with code " + child.exitCode());
                }
                if (System.nanoTime() > end) {
                    throw failed("was not ready within " + START.toSeconds() + " s");
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
            ready = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndingException(e);
        }
    }

    private boolean answers(HttpClient client) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(actuator("/health/readiness"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// Address of its actuator.
    public URI actuator(String path) {
        return URI.create("http://127.0.0.1:" + ports.actuator() + "/actuator" + path);
    }

    private ServerException failed(String how) {
        return new ServerException(
                "%s %s; what it said last (all of it: %s):%n%s"
                        .formatted(name, how, log(), LogLines.thatMatter(child)));
    }

    /// `kill -9`.
    public void kill() {
        child.kill();
    }

    /// Asks it to end, as a deploy would, and waits.
    public void stop() {
        child.stop();
    }

    /// Starts it again on the same ports.
    public void startAgain() {
        child.stop();
        child = launch();
        awaitReady();
    }

    /// Ends it: softly once it has been ready, for then it may have something to drain; at once
    /// while it starts, when Spring would finish the start before it heeds a signal.
    @Override
    public void close() {
        if (!ready) {
            child.kill();
        }
        child.stop();
    }
}
