// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.local.Conversations.Given;
import afterword.servers.Jars;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A line under test: the real jars and servers, with what a test asks of them.
final class LineStand implements AutoCloseable {

    static final Path REPOSITORY = Jars.repository();
    static final Duration LIMIT = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path data;
    private final Line line;
    private final Gateway gateway;
    private final HttpClient client = HttpClient.newHttpClient();

    private LineStand(Path data, Line line) {
        this.data = data;
        this.line = line;
        this.gateway = new Gateway(line.gateway());
    }

    /// Starts a line on a folder of its own.
    ///
    /// @param environment added to each service's
    static LineStand start(
            Path data,
            BrokerChoice broker,
            List<String> jvmOptions,
            Map<String, String> environment) {
        var settings =
                new LineSettings(REPOSITORY, data, broker, 0, false, jvmOptions, environment);
        return new LineStand(data, Line.start(settings, Steps.silent()));
    }

    Line line() {
        return line;
    }

    Gateway gateway() {
        return gateway;
    }

    /// Publishes to the broker that carries the line.
    Producer producer() {
        return Producer.to(line.broker());
    }

    /// Follows the feed from its present end.
    Outcomes outcomes() throws IOException, InterruptedException {
        return new Outcomes(gateway);
    }

    /// Hands over all, eight at a time; each must be accepted.
    void post(List<Given> given) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tasks = given.stream().map(this::posting).toList();
            for (var answer : threads.invokeAll(tasks)) {
                assertThat(answer.get()).isInstanceOf(Gateway.Accepted.class);
            }
        }
    }

    private Callable<Gateway.Posted> posting(Given given) {
        return () -> gateway.post(given.body());
    }

    /// Waits until the duplicates have been through: a conversation sent now is behind them all.
    void settle(List<Given> before) throws Exception {
        var last = Conversations.generated("last-" + before.getFirst().id(), 1);
        var outcomes = outcomes();
        post(last);
        outcomes.await(last, LIMIT);
    }

    /// Asks the simulator's control API.
    JsonNode simulator(String method, String path, String body)
            throws IOException, InterruptedException {
        URI address = Objects.requireNonNull(line.simulator(), "unset AFTERWORD_LLM_BASE_URL");
        var request =
                HttpRequest.newBuilder(address.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /// Lets every model answer after so long.
    void latency(Duration each) throws IOException, InterruptedException {
        simulator("PUT", "/simulator/latency", "{\"*\":\"%dms\"}".formatted(each.toMillis()));
    }

    /// How many events are stored whose conversation's id is like one of the patterns.
    long storedEvents(String... patterns) throws SQLException {
        return rows("from events.event where conversation_id like any (?)", (Object) patterns);
    }

    /// Counts rows in the database.
    ///
    /// @param from with its conditions; text arrays stand for its question marks
    long rows(String from, Object... arrays) throws SQLException {
        try (var connection = DriverManager.getConnection(line.jdbcUrl(), "postgres", "postgres");
                var query = connection.prepareStatement("select count(*) " + from)) {
            for (int i = 0; i < arrays.length; i++) {
                query.setArray(i + 1, connection.createArrayOf("text", (Object[]) arrays[i]));
            }
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /// The lines of a service's log that contain a text.
    List<String> logged(Service service, String text) throws IOException {
        try (var lines = Files.lines(data.resolve(service.module() + ".log"))) {
            return lines.filter(it -> it.contains(text)).toList();
        }
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
        line.close();
    }
}
