// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.local.Service;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One line, seen from outside: by a scraper, a collector of traces, and a reader of logs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrapeIT {

    /// Of one process, whatever passes through it.
    private static final int MOST_SERIES = 2_000;

    private static final int DISTINCT_IDS = 1_000;
    private static final String PRODUCER =
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String TRACE = PRODUCER.substring(3, 35);
    private static final int LONG_ENOUGH = 12; // shorter ones may stand anywhere by chance

    /// Said, answered, put into metadata, and sent in bodies that are refused; to be met nowhere.
    private static final String CANARY = "zinnoberkrebs";

    private Path data;
    private OtlpReceiver collector;
    private Simulator memory;
    private SeenLine line;
    private int atFirst;

    @BeforeAll
    void sendTraffic(@TempDir Path folder) throws Exception {
        data = folder;
        collector = OtlpReceiver.start();
        memory = Simulator.start(0, SimulatorSettings.instant());
        line =
                SeenLine.start(
                        data,
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                collector.endpoint(),
                                "AFTERWORD_MEMORY_BASE_URL",
                                memory.baseUrl(),
                                "OTEL_BSP_SCHEDULE_DELAY",
                                "200",
                                "LOGGING_STRUCTURED_FORMAT_CONSOLE",
                                "ecs"));
        line.send(SeenLine.samples());
        line.sendTraced(SeenLine.talks("traced", 1).getFirst(), PRODUCER);
        line.send(List.of(confided()));
        line.awaitEnds();
        atFirst = series();
        line.send(SeenLine.silent("scraped", DISTINCT_IDS));
        line.awaitEnds();
    }

    @AfterAll
    void end() {
        if (line != null) {
            line.close();
        }
        if (collector != null) {
            collector.close();
        }
        if (memory != null) {
            memory.close();
        }
    }

    @Test
    void exposesWhatIsDocumentedAndNothingElse() {
        assertThat(Comparison.of(MetricsPage.read(), line.scrapes(), true)).isEmpty();
    }

    @Test
    void hasNoMoreSeriesAfterManyDistinctIds() {
        assertThat(series()).isLessThan(atFirst + 40);
        line.scrapes()
                .forEach((service, scrape) ->
                        assertThat(scrape.samples().size()).as(service).isLessThan(MOST_SERIES));
    }

    private int series() {
        return line.scrapes().values().stream().mapToInt(it -> it.samples().size()).sum();
    }

    @Test
    void tracesAnEventFromItsProducerToItsOutcome() {
        await().atMost(Duration.ofSeconds(20)).until(() -> ofTheTrace().size() >= 7);

        var accept = only("accept");
        var store = only("store");
        var run = only("run");
        assertThat(accept.parent()).isEqualTo(PRODUCER.substring(36, 52));
        assertThat(store.parent()).isEqualTo(accept.id());
        assertThat(run.parent()).isEqualTo(store.id());
        assertThat(only("outcome").parent()).isEqualTo(store.id());
        assertThat(run.attributes())
                .containsEntry("afterword.event.id", accept.attributes().get("afterword.event.id"));
        var calls = ofTheTrace().stream().filter(it -> it.name().startsWith("chat ")).toList();
        assertThat(calls)
                .hasSize(2)
                .allSatisfy(call -> {
                    assertThat(call.parent()).isEqualTo(run.id());
                    assertThat(call.attributes())
                            .containsEntry("gen_ai.operation.name", "chat")
                            .containsKeys("gen_ai.request.model", "gen_ai.usage.input_tokens");
                });
        assertThat(calls.stream().map(it -> it.attributes().get("afterword.analysis")))
                .containsExactlyInAnyOrder("questions", "emotion");
        var remembered = only("upsert_memory");
        assertThat(remembered.parent()).isEqualTo(run.id());
        assertThat(remembered.attributes())
                .containsEntry("gen_ai.operation.name", "upsert_memory")
                .containsEntry("gen_ai.provider.name", "memory");
    }

    private OtlpReceiver.Seen only(String name) {
        var found = ofTheTrace().stream().filter(it -> it.name().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private List<OtlpReceiver.Seen> ofTheTrace() {
        return collector.spans().stream().filter(it -> it.trace().equals(TRACE)).toList();
    }

    /// The simulator remembers what somebody loves, so the word is in an answer as well.
    private static String confided() {
        return """
        {"conversation_id":"confided","user_id":"user-c","end_time":"2026-11-20T10:00:00Z",
         "metadata":{"note":"%1$s in the metadata"},
         "conversation_logs":[{"role":"user","content":"I love %1$s. Why is %1$s so rare?"}]}
        """
                .formatted(CANARY);
    }

    @Test
    void confidesTheCanaryToNobodyButItsReaders() {
        var refused = new ArrayList<String>();
        for (var body :
                List.of(
                        "{\"" + CANARY,
                        "{\"conversation_id\":\"%1$s \\u0001\",\"%1$s\":\"%1$s\"}"
                                .formatted(CANARY),
                        confided().replace("2026-11-20T10:00:00Z", CANARY),
                        confided().replace("\"user\"", "[\"" + CANARY + "\"]"))) {
            refused.add(line.refusal(body));
        }
        assertThat(refused).allSatisfy(it -> assertThat(it).doesNotContainIgnoringCase(CANARY));
        for (var path :
                List.of(
                        "/v1/admin/dead-letters",
                        "/v1/admin/ledger",
                        "/v1/console/events?q=confided",
                        "/v1/console/pages/now",
                        "/v1/console/pages/analyses",
                        "/v1/console/pages/providers",
                        "/v1/console/pages/dead-letters")) {
            assertThat(line.get(path)).as(path).doesNotContainIgnoringCase(CANARY);
        }
        assertThat(line.scrapes().toString()).doesNotContainIgnoringCase(CANARY);
        for (var service : Service.values()) {
            assertThat(Repository.text(log(service))).doesNotContainIgnoringCase(CANARY);
        }
        assertThat(collector.spans())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.toString()).doesNotContainIgnoringCase(CANARY));
        // it did go the whole way
        assertThat(line.get("/v1/conversations/confided")).contains(CANARY);
    }

    @Test
    void saysInNoLogAndNoSpanWhatPeopleSaid() {
        var said = SeenLine.samples().stream().flatMap(body -> texts(body).stream()).toList();
        assertThat(said).hasSizeGreaterThan(100);
        var shown = new ArrayList<String>();
        for (var service : Service.values()) {
            shown.add(Repository.text(log(service)));
        }
        collector.spans().forEach(span -> shown.add(span.toString()));
        var everything = String.join("\n", shown);
        assertThat(said.stream().filter(everything::contains)).isEmpty();
    }

    private static List<String> texts(String body) {
        var texts = new ArrayList<String>();
        collect(JsonMapper.shared().readTree(body), texts);
        return texts;
    }

    private static void collect(JsonNode node, List<String> texts) {
        for (var name : List.of("content", "text")) {
            var text = node.path(name).asString("").strip();
            if (text.length() >= LONG_ENOUGH) {
                texts.add(text);
            }
        }
        node.forEach(child -> collect(child, texts));
    }

    @Test
    void namesEventAndTraceInTheLinesOfARun() {
        var lines =
                Repository.text(log(Service.ANALYSIS_WORKER))
                        .lines()
                        .filter(line -> line.startsWith("{"))
                        .map(line -> JsonMapper.shared().readTree(line))
                        .filter(line -> line.path("message").asString("").startsWith("visit over"))
                        .toList();
        assertThat(lines).hasSizeGreaterThan(10);
        assertThat(lines)
                .allSatisfy(line -> {
                    assertThat(line.at("/ecs/version").asString("")).isNotBlank();
                    assertThat(line.path("message").asString())
                            .contains("event=" + line.at("/event/id").asString("none"));
                    assertThat(line.at("/trace/id").asString("")).hasSize(32);
                });
    }

    private Path log(Service service) {
        return data.resolve(service.module() + ".log");
    }
}
