// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.local.Service;
import afterword.servers.Child;
import afterword.servers.Ports;
import afterword.servers.ServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// A service's process. For one thread.
final class Member implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(20);

    /// At its end a training process writes its cache.
    private static final Duration TRAINING = Duration.ofMinutes(3);

    private final Service service;
    private final Child child;
    private final int server;
    private final int actuator;
    private final long began = System.nanoTime();

    private Member(Service service, Child child, int server, int actuator) {
        this.service = service;
        this.child = child;
        this.server = server;
        this.actuator = actuator;
    }

    static Member start(Service service, Bed bed, Map<String, String> environment, Tuning tuning) {
        int actuator = Ports.free();
        int server = service == Service.API_GATEWAY ? Ports.free() : actuator;
        var child =
                Child.named(service.module(), bed.folder().resolve(service.module() + ".log"))
                        .directory(bed.folder())
                        .environment(environment)
                        .environment("SERVER_PORT", Integer.toString(server))
                        .environment("MANAGEMENT_SERVER_PORT", Integer.toString(actuator))
                        .softly("TERM", tuning.trains() ? TRAINING : DRAIN)
                        .start(tuning.command(bed.repository(), service));
        return new Member(service, child, server, actuator);
    }

    Service service() {
        return service;
    }

    long pid() {
        return child.pid();
    }

    URI server() {
        return URI.create("http://127.0.0.1:" + server);
    }

    /// Whether the process still lives.
    boolean alive() {
        return child.alive();
    }

    /// Waits until it is ready.
    ///
    /// @return time since its start
    Duration awaitReady(Duration limit) {
        boolean ready =
                Pause.until(
                        limit,
                        Duration.ofMillis(20),
                        () ->
                                !child.alive()
                                        || status(actuator, "/actuator/health/readiness") == 200);
        if (!ready || !child.alive()) {
            throw new ServerException(
                    "%s is not ready:%n%s".formatted(service.module(), child.lastLines(15)));
        }
        return sinceStart();
    }

    Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /// What a meter of the actuator's Prometheus page says; 0 where it is not there. Several lines
    /// of one name are added.
    double meter(String name) {
        return get(actuator, "/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int status(int port, String path) {
        var answer = get(port, path);
        return answer.length() < 12 ? 0 : Integer.parseInt(answer.substring(9, 12));
    }

    private static String get(int port, String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(
                            ("GET "
                                            + path
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    /// Its last lines, for an error.
    String lastLines() {
        return child.lastLines(10);
    }

    @Override
    public void close() {
        child.stop();
    }
}
