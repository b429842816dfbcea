// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import afterword.local.LineWatch;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real, private Prometheus with this repository's configuration, rules and alerts, which scrapes
/// a line every second.
final class Prometheus implements AutoCloseable {

    private final LineWatch watch;
    private final HttpClient client = HttpClient.newHttpClient();

    private Prometheus(LineWatch watch) {
        this.watch = watch;
    }

    static Prometheus start(SeenLine line) {
        return new Prometheus(LineWatch.start(line.line(), line.settings(), Duration.ofSeconds(1)));
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
            var request = HttpRequest.newBuilder(watch.address().resolve(path)).build();
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
        watch.close();
    }
}
