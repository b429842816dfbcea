// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.local.Conversations.Given;
import afterword.servers.Jars;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the whole line promises, over each broker: the real jars, the real servers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LineContract {

    private static final Path REPOSITORY = Jars.repository();
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Line line;
    private Gateway gateway;

    /// Which broker.
    abstract BrokerChoice broker();

    /// Publishes bodies as a producer would that bypasses the gateway, and waits for the confirms.
    abstract void publish(Line line, List<Given> conversations) throws Exception;

    @BeforeAll
    void start(@TempDir Path data) {
        line =
                Line.start(
                        new LineSettings(
                                REPOSITORY,
                                data,
                                broker(),
                                0,
                                false,
                                LineSettings.QUICK_START,
                                Map.of()),
                        Steps.silent());
        gateway = new Gateway(line.gateway());
    }

    @AfterAll
    void endsWithoutLeavingAProcess() {
        if (line == null) {
            return;
        }
        var processes = ProcessHandle.current().descendants().toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(6);
        gateway.close();
        line.close();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void givesOneOutcomeToWhatCameTwiceByEachDoor() throws Exception {
        var rest = Conversations.generated("rest", 20);
        var queue = Conversations.generated("queue", 20);
        var both = Conversations.generated("both", 20);
        var outcomes = new Outcomes(gateway);

        post(rest);
        publish(line, queue);
        post(both);
        publish(line, both);
        publish(line, queue);
        post(rest);

        var all = joined(rest, queue, both);
        outcomes.await(all, LIMIT);
        settle(all);
        outcomes.read(all);
        outcomes.assertOneCorrectOutcomeEach(all);
        assertThat(storedEvents("rest-%", "queue-%", "both-%")).isEqualTo(60);
    }

    @Test
    void finishesWhatAKilledWorkerBegan() throws Exception {
        var given = Conversations.generated("killed", 200);
        var outcomes = new Outcomes(gateway);
        simulator("DELETE", "/simulator/counters", "");
        simulator("PUT", "/simulator/latency", "{\"*\":\"400ms\"}");
        try {
            post(given);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> outcomes.read(given) >= 20);
            line.kill(Service.ANALYSIS_WORKER);
            int atKill = outcomes.read(given);
            line.startAgain(Service.ANALYSIS_WORKER);
            outcomes.await(given, LIMIT);
            outcomes.assertOneCorrectOutcomeEach(given);
            assertFewRepeats(atKill);
        } finally {
            simulator("PUT", "/simulator/latency", "{\"*\":\"0ms\"}");
        }
    }

    /// Only calls that were in flight at the kill may have been made again.
    private void assertFewRepeats(int atKill) throws Exception {
        var counters = simulator("GET", "/simulator/counters", "");
        long again = counters.at("/repeated_calls/extra").asLong(-1);
        long paid = counters.at("/repeated_answers/extra").asLong(-1);
        long peak = counters.at("/flight/peak").asLong();
        System.out.printf(
                "analysis-worker killed with %d of 200 ended: %d calls, %d made more than once (%d answered more than once), peak in flight %d%n",
                atKill, counters.at("/totals/calls").asLong(), again, paid, peak);
        assertThat(atKill).isLessThan(200);
        assertThat(again).isBetween(0L, peak);
        assertThat(paid).isBetween(0L, again);
    }

    @Test
    void takesTheCorpusTwiceAndAnalysesItOnce() throws Exception {
        var given = Conversations.corpus(REPOSITORY);
        var outcomes = new Outcomes(gateway);
        long began = System.nanoTime();

        post(given);
        post(given);

        outcomes.await(given, LIMIT);
        System.out.printf(
                "%d conversations, each sent twice: all outcomes after %d ms%n",
                given.size(), Duration.ofNanos(System.nanoTime() - began).toMillis());
        settle(given);
        outcomes.read(given);
        outcomes.assertOneCorrectOutcomeEach(given);
        assertThat(given).hasSize(500);
    }

    /// Waits until the duplicates have been through: a conversation sent now is behind them all.
    private void settle(List<Given> before) throws Exception {
        var last = Conversations.generated("last-" + before.getFirst().id(), 1);
        var outcomes = new Outcomes(gateway);
        post(last);
        outcomes.await(last, LIMIT);
    }

    private void post(List<Given> given) throws InterruptedException, ExecutionException {
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

    private JsonNode simulator(String method, String path, String body)
            throws IOException, InterruptedException {
        URI address = Objects.requireNonNull(line.simulator(), "unset AFTERWORD_LLM_BASE_URL");
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(address.resolve(path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    private long storedEvents(String... patterns) throws Exception {
        try (var connection = DriverManager.getConnection(line.jdbcUrl(), "postgres", "postgres");
                var query =
                        connection.prepareStatement(
                                "select count(*) from events.event where conversation_id like any (?)")) {
            query.setArray(1, connection.createArrayOf("text", patterns));
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @SafeVarargs
    private static List<Given> joined(List<Given>... lists) {
        var all = new ArrayList<Given>();
        for (var list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
