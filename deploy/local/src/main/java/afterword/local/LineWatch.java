// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.Child;
import afterword.servers.Ports;
import afterword.servers.PostgresExporter;
import afterword.servers.PrometheusTools;
import afterword.servers.ServerException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;

/// A Prometheus beside a line, with this repository's configuration, rules and alerts, and the
/// exporter for PostgreSQL that it asks. Both end with us.
public final class LineWatch implements AutoCloseable {

    private static final int PORT = 9090;
    private static final int EXPORTER = 9187;

    private final Child exporter;
    private final Child prometheus;
    private final URI address;

    private LineWatch(Child exporter, Child prometheus, int port) {
        this.exporter = exporter;
        this.prometheus = prometheus;
        this.address = URI.create("http://127.0.0.1:" + port);
    }

    /// Starts both; returns when they answer.
    ///
    /// @param every how often everything is scraped and the rules are evaluated
    /// @throws ServerException with one line on how to get what is missing
    public static LineWatch start(Line line, LineSettings settings, Duration every) {
        var tools = PrometheusTools.find();
        var program = PostgresExporter.find();
        int metrics = port(settings, EXPORTER);
        int port = port(settings, PORT);
        try {
            var data = Files.createDirectories(settings.data().resolve("prometheus"));
            var configuration = data.resolve("prometheus.yml");
            Files.writeString(configuration, configuration(line, settings, metrics, every));
            var exporter =
                    program.start(
                            line.postgres(),
                            LineDatabase.NAME,
                            LineDatabase.MONITOR,
                            LineDatabase.PASSWORD,
                            data,
                            metrics);
            return new LineWatch(exporter, tools.start(configuration, data, port), port);
        } catch (IOException e) {
            throw new ServerException("cannot write Prometheus's settings", e);
        }
    }

    private static int port(LineSettings settings, int usual) {
        return settings.fixedPorts() ? Ports.freeOr(usual) : Ports.free();
    }

    /// The shipped one, with the line's addresses in the place of the usual ones.
    private static String configuration(
            Line line, LineSettings settings, int exporter, Duration every) throws IOException {
        var folder = settings.repository().resolve("deploy/prometheus");
        var text =
                Files.readString(folder.resolve("prometheus.yml"))
                        .replace(": 15s", ": " + every.toSeconds() + "s")
                        .replace("rules/*.yml", folder.resolve("rules") + "/*.yml");
        for (var service : Service.values()) {
            text = at(text, service.actuatorPort(), line.actuator(service, "").getPort());
        }
        int usual =
                switch (line.broker()) {
                    case LineBroker.Rabbit _ -> LineBroker.RABBIT_METRICS;
                    case LineBroker.Kafka _ -> LineBroker.KAFKA_METRICS;
                };
        return at(at(text, usual, line.broker().metricsPort()), EXPORTER, exporter);
    }

    private static String at(String text, int usual, int port) {
        return text.replace("127.0.0.1:" + usual + "\"", "127.0.0.1:" + port + "\"");
    }

    /// Where Prometheus is.
    public URI address() {
        return address;
    }

    @Override
    public void close() {
        prometheus.close();
        exporter.close();
    }
}
