// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import afterword.local.Line;
import afterword.local.Service;
import afterword.servers.Child;
import afterword.servers.Ports;
import afterword.servers.PrometheusTools;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real, private Prometheus with this repository's configuration, rules and alerts, which scrapes
/// a line every second.
final class Prometheus implements AutoCloseable {

    private final Child server;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();

    private Prometheus(Child server, int port) {
        this.server = server;
        this.address = URI.create("http://127.0.0.1:" + port);
    }

    static Prometheus start(PrometheusTools tools, Line line, Path data) throws IOException {
        var configuration = data.resolve("prometheus.yml");
        Files.writeString(configuration, configuration(line));
        int port = Ports.free();
        return new Prometheus(tools.start(configuration, data, port), port);
    }

    /// Ours, with the line's addresses, and with seconds in the place of quarter minutes.
    private static String configuration(Line line) {
        var text =
                Repository.text("deploy/prometheus/prometheus.yml")
                        .replace(": 15s", ": 1s")
                        .replace(
                                "rules/*.yml",
                                Repository.path("deploy/prometheus/rules") + "/*.yml");
        int usual = 9081;
        for (var service : Service.values()) {
            text = text.replace("127.0.0.1:" + usual, line.actuator(service, "").getAuthority());
            usual++;
        }
        return text;
    }

    /// What an expression yields now: one value for each series, NaN left out.
    List<Double> values(String expression) {
        return answer(expression)
                .path("result")
                .valueStream()
                .map(series -> Double.parseDouble(series.path("value").path(1).asString()))
                .filter(value -> !value.isNaN())
                .toList();
    }

    private JsonNode answer(String expression) {
        var query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return get("/api/v1/query?query=" + query);
    }

    JsonNode get(String path) {
        try {
            var request = HttpRequest.newBuilder(address.resolve(path)).build();
            var answer =
                    JsonMapper.shared()
                            .readTree(
                                    client.send(request, HttpResponse.BodyHandlers.ofString())
                                            .body());
            if (!answer.path("status").asString("").equals("success")) {
                throw new IllegalStateException(answer.path("error").asString("no answer"));
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
