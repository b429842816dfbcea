// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the gateway, as a producer or a product team would write one. Thread-safe.
public final class Gateway implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int TRIES = 5;

    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /// @param address such as `http://127.0.0.1:8080`
    public Gateway(URI address) {
        this.address = address;
    }

    /// How a submission was answered.
    public sealed interface Posted {}

    /// 202.
    public record Accepted(String eventId) implements Posted {}

    /// Anything else.
    ///
    /// @param detail of the problem document
    public record Refused(int status, String detail) implements Posted {}

    /// A page of the feed.
    ///
    /// @param next cursor of the next page
    public record Page(List<JsonNode> items, String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /// Hands over a finished conversation; a body with `specversion` goes in as a CloudEvent. What
    /// the gateway could not promise (429, 503) is repeated, as its answer asks for.
    public Posted post(String body) throws IOException, InterruptedException {
        var request = request(body);
        for (int attempt = 1; ; attempt++) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            boolean again = answer.statusCode() == 429 || answer.statusCode() == 503;
            if (!again || attempt == TRIES) {
                return read(answer);
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    private HttpRequest request(String body) {
        boolean event = body.contains("\"specversion\"");
        return HttpRequest.newBuilder(
                        address.resolve(event ? "/v1/events" : "/v1/conversations/end"))
                .timeout(LIMIT)
                .header("Content-Type", event ? "application/cloudevents+json" : "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static Posted read(HttpResponse<String> answer) {
        var body = JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
        return answer.statusCode() == 202
                ? new Accepted(body.at("/data/event_id").asString(""))
                : new Refused(answer.statusCode(), body.path("detail").asString(""));
    }

    /// Reads the feed.
    ///
    /// @param after cursor; empty for the beginning
    public Page outcomes(String after, int limit) throws IOException, InterruptedException {
        var cursor =
                after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
        var page = get("/v1/outcomes?limit=" + limit + cursor);
        return new Page(
                page.path("items").valueStream().toList(), page.path("next").asString(after));
    }

    /// The cursor behind everything that the feed holds now.
    public String endOfFeed() throws IOException, InterruptedException {
        var page = outcomes("", 1000);
        while (!page.items().isEmpty()) {
            page = outcomes(page.next(), 1000);
        }
        return page.next();
    }

    /// Reads anything.
    ///
    /// @param path with its query
    /// @throws IOException unless the answer is 200
    public JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT).build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the gateway answered " + answer.statusCode() + " to " + path);
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
