// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Route;
import afterword.simulator.Latency;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.testing.FakeBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Health by progress: each way to stand still has an indicator of its own, and liveness none.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgressIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final FakeBroker broker = new FakeBroker();
    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final Stand stand = new Stand(FreshDatabase.unmigrated());
    private final HttpClient http = HttpClient.newHttpClient();
    private Worker worker;

    @BeforeAll
    void start() {
        worker =
                Worker.start(
                        stand.database(),
                        broker,
                        simulator.baseUrl(),
                        "afterword.analysis.run.in-flight=1",
                        "afterword.analysis.progress.stuck-after=600ms",
                        "afterword.analysis.progress.late-after=600ms",
                        "afterword.analysis.progress.every=50ms");
    }

    @AfterEach
    void wellAgain() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 0);
        broker.answer(FakeBroker.Answer.CONFIRM);
        await().atMost(SOON).until(() -> health("progress") == 200);
    }

    @AfterAll
    void close() {
        worker.close();
        broker.close();
        simulator.close();
        http.close();
    }

    @Test
    void isUnhealthyWhenRequestsWaitAndNothingMovesUntilSomethingDoes() {
        assertThat(health("progress")).isEqualTo(200);
        broker.backlog(Route.ANALYSIS_REQUESTED, 7); // a consumer that is connected, and deaf
        await().atMost(SOON).until(() -> health("progress/work") == 503);
        assertThat(health("progress")).isEqualTo(503);
        assertThat(health("progress/confirms")).isEqualTo(200);
        assertThat(health("liveness")).isEqualTo(200);
        assertThat(health("readiness")).isEqualTo(200);

        broker.backlog(Route.ANALYSIS_REQUESTED, 0);
        await().atMost(SOON).until(() -> health("progress") == 200);
    }

    @Test
    void isUnhealthyWhenParkedRunsAreDueAndNothingMoves() {
        simulator.latency("*", Latency.parse("8s")); // the only permit is in use for so long
        request(stand.store("Why is the sky blue?"));
        await().atMost(SOON).until(() -> simulator.counters().snapshot().flight().now() > 0);
        stand.jdbc()
                .sql(
                        """
                        insert into analysis.run (tenant, event_id, generation, state, fence, claimed_at, due_at)
                        values ('default', :event, 1, 'PARKED', 1, now(), now() - interval '10 minutes')
                        """)
                .param("event", UUID.randomUUID())
                .update();

        await().atMost(SOON).until(() -> health("progress/work") == 503);

        simulator.latency("*", Latency.parse("0ms"));
        await().atMost(SOON).until(() -> health("progress") == 200);
    }

    @Test
    void isUnhealthyWhenOutcomesAreNotConfirmed() {
        broker.answer(Route.OUTCOME_RECORDED, FakeBroker.Answer.LOST);
        var event = stand.store("Why is the sky blue?");
        request(event);
        await().atMost(SOON).until(() -> health("progress/confirms") == 503);
        await().atMost(SOON).until(() -> health("progress/outcomeRelay") == 503);
        assertThat(health("progress/work")).isEqualTo(200);
        assertThat(health("liveness")).isEqualTo(200);

        broker.answer(Route.OUTCOME_RECORDED, FakeBroker.Answer.CONFIRM);
        await().atMost(SOON).until(() -> health("progress") == 200);
    }

    @Test
    void livenessDependsOnNoStoreAndNoBroker() {
        broker.answer(FakeBroker.Answer.DOWN);
        await().atMost(SOON).until(() -> health("readiness") == 503);
        assertThat(health("liveness")).isEqualTo(200);
    }

    private void request(UUID event) {
        broker.send(Stand.request(event, Map.of()));
    }

    private int health(String path) {
        var uri =
                URI.create("http://127.0.0.1:%d/actuator/health/%s".formatted(worker.port(), path));
        try {
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
