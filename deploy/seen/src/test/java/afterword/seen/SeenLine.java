// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import afterword.local.BrokerChoice;
import afterword.local.Gateway;
import afterword.local.Line;
import afterword.local.LineSettings;
import afterword.local.Service;
import afterword.local.Steps;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/// A running line with somebody who sends it conversations and scrapes it. Used by one thread.
final class SeenLine implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Line line;
    private final LineSettings settings;
    private final Gateway gateway;
    private final HttpClient client = HttpClient.newHttpClient();
    private int sent;

    private SeenLine(LineSettings settings) {
        this.settings = settings;
        this.line = Line.start(settings, Steps.silent());
        this.gateway = new Gateway(line.gateway());
    }

    /// @param environment added to each service's
    static SeenLine start(Path data, Map<String, String> environment) {
        var settings =
                new LineSettings(
                        Repository.top(),
                        data,
                        BrokerChoice.parse(System.getProperty("seen.broker", "auto")),
                        0,
                        false,
                        LineSettings.QUICK_START,
                        with(environment));
        return new SeenLine(settings);
    }

    /// A model that has a price, and a budget, so that there is a cost to be seen.
    private static Map<String, String> with(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("AFTERWORD_LLM_MODEL", "gpt-4o-mini");
        all.put("AFTERWORD_ANALYSIS_MONEY_BUDGETS_0_PERDAY", "1000");
        return all;
    }

    Line line() {
        return line;
    }

    LineSettings settings() {
        return settings;
    }

    /// The sample conversations of `make run`, by their names, as if they had ended just now.
    static List<String> samples() {
        var now = Instant.parse("2026-11-20T10:00:00Z").plusMillis(System.nanoTime() % 1_000_000);
        return resource("index.txt")
                .lines()
                .map(name -> resource(name + ".json"))
                .map(body -> body.replaceAll("\\{\\{end(?:-[0-9]+s)?}}", now.toString()))
                .toList();
    }

    private static String resource(String file) {
        try (var in = Line.class.getResourceAsStream("samples/" + file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Conversations nobody has said anything in: each has ids of its own, and costs no call.
    static List<String> silent(String prefix, int count) {
        var bodies = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            bodies.add(
                    """
                    {"conversation_id":"%1$s-%2$d","user_id":"user-%1$s-%2$d","bot_id":"bot-%2$d",
                     "end_time":"2026-11-20T10:00:00Z","conversation_logs":[]}
                    """
                            .formatted(prefix, i));
        }
        return bodies;
    }

    /// Conversations with a question each.
    static List<String> talks(String prefix, int count) {
        var bodies = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            bodies.add(
                    """
                    {"conversation_id":"%1$s-%2$d","user_id":"user-%2$d","end_time":"2026-11-20T10:00:00Z",
                     "conversation_logs":[{"character":"BOT_RESPONSE_CONVERSATION","content":"Hello!"},
                     {"character":"USER_RESPONSE_CONVERSATION","content":"Why is the sky blue, number %2$d?"}]}
                    """
                            .formatted(prefix, i));
        }
        return bodies;
    }

    /// Hands all over, a few at a time.
    ///
    /// @return how many were accepted
    int send(List<String> bodies) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tasks =
                    bodies.stream()
                            .map(body -> (Callable<Gateway.Posted>) () -> gateway.post(body))
                            .toList();
            int accepted = 0;
            for (var answer : threads.invokeAll(tasks)) {
                accepted += answer.get() instanceof Gateway.Accepted ? 1 : 0;
            }
            sent += accepted;
            return accepted;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Hands one over under a producer's trace.
    void sendTraced(String body, String traceparent) {
        var request =
                HttpRequest.newBuilder(line.gateway().resolve("/v1/conversations/end"))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .header("traceparent", traceparent)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        var _ = answer(request.build());
        sent++;
    }

    /// Sends something that is not to be accepted.
    ///
    /// @return what the gateway says of it
    String refusal(String body) {
        var request =
                HttpRequest.newBuilder(line.gateway().resolve("/v1/conversations/end"))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        var answer = exchange(request.build());
        if (answer.statusCode() < 400) {
            throw new IllegalStateException("accepted: " + answer.statusCode());
        }
        return answer.headers().map() + answer.body();
    }

    /// What the gateway answers to a reader.
    String get(String path) {
        return request("GET", line.gateway().resolve(path), "");
    }

    /// Waits until everything that was accepted has ended.
    void awaitEnds(Duration limit) {
        Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(200))
                .until(() ->
                        sum(scrape(Service.EVENT_WORKER), "afterword_events_closed_total") >= sent);
    }

    void awaitEnds() {
        awaitEnds(LIMIT);
    }

    static double sum(Exposition scrape, String name) {
        return scrape.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Exposition.Sample::value)
                .sum();
    }

    Map<String, Exposition> scrapes() {
        var scrapes = new TreeMap<String, Exposition>();
        for (var service : Service.values()) {
            scrapes.put(service.module(), scrape(service));
        }
        return scrapes;
    }

    Exposition scrape(Service service) {
        return Exposition.parse(request("GET", line.actuator(service, "/prometheus"), ""));
    }

    /// Asks the simulator's control API.
    String simulator(String method, String path, String body) {
        var address = Objects.requireNonNull(line.simulator(), "unset AFTERWORD_LLM_BASE_URL");
        return request(method, address.resolve(path), body);
    }

    private String request(String method, URI uri, String body) {
        var request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(10))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return answer(request);
    }

    private String answer(HttpRequest request) {
        var answer = exchange(request);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(request.uri() + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
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
        gateway.close();
        line.close();
    }
}
