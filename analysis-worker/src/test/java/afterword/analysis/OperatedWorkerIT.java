// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.simulator.Latency;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.testing.FakeBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator does to a worker that runs: erases events, adds an analysis by a file.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatedWorkerIT {

    private static final Logger LOG = LoggerFactory.getLogger(OperatedWorkerIT.class);
    private static final Duration SOON = Duration.ofSeconds(40);

    private final FakeBroker broker = new FakeBroker();
    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final Stand stand = new Stand(FreshDatabase.unmigrated());
    private Worker worker;
    private Path analyses;

    @BeforeAll
    void start(@TempDir Path folder) {
        analyses = folder;
        worker =
                Worker.start(
                        stand.database(),
                        broker,
                        simulator.baseUrl(),
                        "afterword.analysis.erasure.every=100ms",
                        "afterword.analysis.catalog.folder=" + folder);
    }

    @AfterEach
    void quick() {
        simulator.latency("*", Latency.parse("0ms"));
    }

    @AfterAll
    void close() {
        worker.close();
        broker.close();
        simulator.close();
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void erasureDeletesResultsJournalAndTrace() {
        var event = stand.store("My name is Ann. Why is the sky blue?");
        var other = stand.store("Why is the sea salty?");
        request(event);
        request(other);
        await().atMost(SOON).until(() -> isEnded(event) && isEnded(other));
        assertThat(count("call where raw is not null", event)).isEqualTo(3);
        erase(event);
        await().atMost(SOON).until(() -> count("tombstone where true", event) == 1);
        assertThat(count("part where true", event)).isZero();
        assertThat(count("call where true", event)).isZero();
        assertThat(count("run where fence = 2 and outcome = 'SKIPPED'", event)).isEqualTo(1);
        assertThat(count("part where status = 'SUCCEEDED'", other)).isEqualTo(4);
    }

    @Test
    void replyThatComesAfterTheErasureIsStoredNowhere() {
        simulator.latency("*", Latency.parse("1s"));
        var event = stand.store("My name is Ann. Why is the sky blue?");
        request(event);
        await().atMost(SOON).until(() -> simulator.counters().snapshot().flight().now() == 3);
        erase(event);
        await().atMost(SOON).until(() -> count("tombstone where true", event) == 1);
        await().atMost(SOON).until(() -> simulator.counters().snapshot().flight().now() == 0);
        await().during(Duration.ofMillis(500))
                .until(() ->
                        count("call where true", event) == 0
                                && count("part where true", event) == 0
                                && isEnded(event));
    }

    @Test
    void requestThatComesAfterTheErasureMakesNoRun() {
        var event = UUID.randomUUID();
        erase(event);
        await().atMost(SOON).until(() -> count("tombstone where true", event) == 1);
        request(event);
        var marker = stand.store("Hello?");
        request(marker);
        await().atMost(SOON).until(() -> isEnded(marker));
        assertThat(count("run where true", event)).isZero();
    }

    /// At the settings that a deployment has: the folder is read every 10 s.
    @Test
    void newFileReachesTheNextRunWithoutARestart() throws IOException {
        var before = stand.store("Why is the sky blue?");
        request(before);
        await().atMost(SOON).until(() -> isEnded(before));
        assertThat(count("part where true", before)).isEqualTo(4);
        Files.writeString(
                analyses.resolve("topics.yaml"),
                """
                name: topics
                version: 1
                kind: prompt
                prompt: {system: List topics., user: "{{boundary}}\\n{{transcript}}\\n{{boundary}}"}
                schema: {type: object, required: [topics], properties: {topics: {type: array, items: {type: string}}}}
                """);
        long written = System.nanoTime();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    var event = stand.store("Why is the sky blue?");
                    request(event);
                    await().atMost(SOON).until(() -> isEnded(event));
                    return stand.part(event, "topics", "status").equals("SUCCEEDED");
                });
        LOG.info(
                "first outcome of a new analysis {} ms after its file was written",
                Duration.ofNanos(System.nanoTime() - written).toMillis());
        assertThat(count("part where true", before)).isEqualTo(4);
    }

    private void erase(UUID event) {
        stand.jdbc()
                .sql("delete from events.stored where event_id = :event")
                .param("event", event)
                .update();
        stand.jdbc()
                .sql("insert into events.tombstone (tenant, event_id) values ('default', :event)")
                .param("event", event)
                .update();
    }

    private void request(UUID event) {
        broker.send(Stand.request(event, Map.of()));
    }

    private boolean isEnded(UUID event) {
        return count("run where state = 'ENDED'", event) == 1;
    }

    private int count(String which, UUID event) {
        return stand.count(
                "select count(*) from analysis." + which + " and event_id = '" + event + "'");
    }
}
