// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import afterword.simulator.ContentFault;
import afterword.simulator.FaultRule;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.testing.FakeBroker;
import io.micrometer.core.instrument.MeterRegistry;
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

/// What an analysis's own model policy does in a whole worker, over PostgreSQL and HTTP: the models
/// that it names, and its limit of cost.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelPolicyIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    /// The estimate of a call is 0.000060 USD for the tokens of its answer and 0.000012 for the
    /// question.
    private static final String FILE =
            """
            name: NAME
            version: 1
            kind: prompt
            prompt: {system: List topics., user: "{{boundary}}\\n{{transcript}}\\n{{boundary}}"}
            schema: {type: object, required: [topics], properties: {topics: {type: array, items: {type: string}}}}
            model: {max-tokens: 100, POLICY}
            """;

    private final FakeBroker broker = new FakeBroker();
    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final Stand stand = new Stand(FreshDatabase.unmigrated());
    private Path analyses;
    private Worker worker;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        analyses = folder;
        write("first", "strategy: failover, models: [cheap, main]");
        write("only", "models: [cheap]");
        write("bounded", "cost-limit: 0.000075");
        write("tight", "cost-limit: 0.00002");
        worker = worker(folder);
    }

    private Worker worker(Path folder) {
        return Worker.start(
                stand.database(),
                broker,
                simulator.baseUrl(),
                "afterword.analysis.catalog.folder=" + folder,
                "afterword.analysis.catalog.reread=200ms",
                "afterword.llm.model=simulator-main",
                "afterword.llm.more.cheap.model=simulator-small");
    }

    @AfterEach
    void heal() {
        simulator.faults();
    }

    @AfterAll
    void close() {
        worker.close();
        broker.close();
        simulator.close();
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void eachAnalysisAsksTheModelsThatItNames() {
        var event = ended("Why is the sky blue?");
        assertThat(stand.part(event, "first", "provider")).isEqualTo("cheap");
        assertThat(stand.part(event, "only", "provider")).isEqualTo("cheap");
        assertThat(stand.part(event, "questions", "provider")).isEqualTo("main");
        assertThat(models(event, "first")).isEqualTo("cheap simulator-small OK");
    }

    @Test
    void namedModelsAreTheOrderOfFailover() {
        simulator.faults(FaultRule.status(503, "").on("simulator-small").part("first"));
        var event = ended("Why is the sea salty?");
        assertThat(stand.part(event, "first", "status")).isEqualTo("SUCCEEDED");
        assertThat(models(event, "first"))
                .isEqualTo("cheap simulator-small SERVER_ERROR, main simulator-main OK");
    }

    @Test
    void partThatNamesOneModelWaitsForItAndIsWokenWhenItIsBack() {
        simulator.faults(FaultRule.status(503, "").on("simulator-small").part("only").times(4));
        var event = ended("Why do cats purr?");
        assertThat(stand.part(event, "only", "status")).isEqualTo("SUCCEEDED");
        assertThat(stand.part(event, "only", "attempts")).isEqualTo("1");
        assertThat(models(event, "only")).doesNotContain("main");
    }

    @Test
    void partEndsBeforeTheCallThatMightPassItsLimit() {
        simulator.faults(FaultRule.of(ContentFault.WRONG_SCHEMA).part("bounded"));
        var event = ended("Why is snow white?");
        assertThat(stand.part(event, "bounded", "status")).isEqualTo("FAILED");
        assertThat(stand.part(event, "bounded", "reason")).isEqualTo("COST_LIMIT");
        assertThat(models(event, "bounded")).isEqualTo("main simulator-main INVALID");
        assertThat(Long.parseLong(stand.part(event, "bounded", "cost_nanos")))
                .isBetween(1L, 75_000L);
        assertThat(stand.part(event, "questions", "status")).isEqualTo("SUCCEEDED");
        assertThat(stand.text("select outcome from analysis.run where event_id = '" + event + "'"))
                .isEqualTo("PARTIAL");
    }

    @Test
    void limitBelowOneCallMakesNone() {
        var event = ended("Why is grass green?");
        assertThat(stand.part(event, "tight", "status")).isEqualTo("FAILED");
        assertThat(stand.part(event, "tight", "reason")).isEqualTo("COST_LIMIT");
        assertThat(stand.part(event, "tight", "cost_nanos")).isEmpty();
        assertThat(calls(event, "tight")).isZero();
        assertThat(simulator.counters().snapshot().by().part()).doesNotContainKey("tight");
    }

    @Test
    void unknownNameIsRefusedAtStartAndKeepsTheLastGoodSetWhileRunning(@TempDir Path other)
            throws IOException {
        var text = FILE.replace("NAME", "lost").replace("POLICY", "models: [gone]");
        Files.writeString(other.resolve("lost.yaml"), text);
        assertThatThrownBy(() -> worker(other))
                .rootCause()
                .hasMessageContaining("lost.yaml, line 6: model.models: there is no place gone")
                .hasMessageContaining("known are [main, cheap]");
        Files.writeString(analyses.resolve("lost.yaml"), text);
        var meters = worker.bean(MeterRegistry.class);
        await().atMost(SOON)
                .until(() -> meters.get("afterword.analysis.catalog.broken").gauge().value() == 1);
        var event = ended("Why is the night dark?");
        assertThat(stand.part(event, "first", "status")).isEqualTo("SUCCEEDED");
        assertThat(stand.part(event, "lost", "status")).isEmpty();
        Files.delete(analyses.resolve("lost.yaml"));
        await().atMost(SOON)
                .until(() -> meters.get("afterword.analysis.catalog.broken").gauge().value() == 0);
    }

    private void write(String name, String policy) throws IOException {
        Files.writeString(
                analyses.resolve(name + ".yaml"),
                FILE.replace("NAME", name).replace("POLICY", policy));
    }

    /// A conversation whose run is over.
    private UUID ended(String said) {
        var event = stand.store(said);
        broker.send(Stand.request(event, Map.of()));
        await().atMost(SOON)
                .until(() ->
                        stand.count(
                                        "select count(*) from analysis.run where state = 'ENDED' and event_id = '"
                                                + event
                                                + "'")
                                == 1);
        return event;
    }

    /// Who was asked by a part, in order, and what it came to.
    private String models(UUID event, String name) {
        return stand.text(
                """
                select string_agg(provider || ' ' || model || ' ' || class, ', ' order by fence, number)
                from analysis.call where phase = 'ENDED' and event_id = '%s' and name = '%s'
                """
                        .formatted(event, name));
    }

    private int calls(UUID event, String name) {
        return stand.count(
                "select count(*) from analysis.call where phase = 'STARTED' and event_id = '%s' and name = '%s'"
                        .formatted(event, name));
    }
}
