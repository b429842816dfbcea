// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.simulator.ContentFault;
import afterword.simulator.FaultRule;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrialsTests {

    private static final String CONVERSATION =
            """
            {"conversation_id":"c1","user_id":"u","end_time":"2026-01-02T03:04:05Z","conversation_logs":[\
            {"character":"BOT_RESPONSE_CONVERSATION","content":"Hello!"},\
            {"character":"USER_RESPONSE_CONVERSATION","content":"Why is the sky blue? Mail ann@example.org!"}]}
            """;

    private static final String COUNTING =
            """
            name: asked
            version: 1
            kind: prompt
            prompt: {system: List questions., user: "{{boundary}}\\n{{transcript}}\\n{{boundary}}"}
            schema: {type: object, required: [questions], properties: {questions: {type: array, items: {type: string}}}}
            """;

    private static final String POLICY =
            """
            model:
              models: [cheap, main]
              strategy: failover
              timeout: 20s
              attempts: 2
              max-tokens: 150
              cost-limit: 0.001
            """;

    @TempDir Path folder;

    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void name() {
        System.setProperty("afterword.llm.base-url", simulator.baseUrl());
        System.setProperty("afterword.llm.model", "simulator");
    }

    @AfterEach
    void close() {
        System.clearProperty("afterword.llm.base-url");
        System.clearProperty("afterword.llm.model");
        System.clearProperty("afterword.llm.more.cheap.model");
        simulator.close();
    }

    @Test
    void checkSaysWhatAnAnalysisAsks() throws Exception {
        var file = write("asked.yaml", COUNTING);
        assertThat(run("check", file)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("asked v1, good")
                .contains("answer: [questions]");
    }

    @Test
    void checkRefusesAsAWorkerWould() throws Exception {
        assertThat(run("check", write("a.yaml", COUNTING.replace("kind: prompt", "kind: x"))))
                .isEqualTo(1);
        assertThat(run("check", write("b.yaml", COUNTING.replace("asked", "emotion"))))
                .isEqualTo(1);
        assertThat(run("check", "--folder")).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("a.yaml, line 3")
                .contains("b.yaml, line 2: emotion v1 says something else already");
    }

    @Test
    void tryShowsAnswersTokensCostAndTime() throws Exception {
        var file = write("asked.yaml", COUNTING);
        var conversations =
                write(
                        "c.jsonl",
                        CONVERSATION
                                + "{not json\n"
                                + CONVERSATION
                                        .replace("Why", " ")
                                        .replaceAll("\"Hello.*?\"", "\"\""));
        assertThat(run("try", file, "--conversations", conversations)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("c1", "{\"questions\":[\"Why is the sky blue?\"]}")
                .contains("no conversation:")
                .contains("answered   2 of 2 asked, 0 skipped, 1 unreadable")
                .containsPattern("cost       0\\.000\\d{3} USD; 0\\.0\\d{5} USD for 1,000");
        assertThat(simulator.counters().snapshot().totals().calls()).isEqualTo(2);
    }

    @Test
    void checkNamesTheModelsAndAllLimits() throws Exception {
        System.setProperty("afterword.llm.more.cheap.model", "simulator-small");
        var file = write("asked.yaml", COUNTING + POLICY);
        assertThat(run("check", file)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("models     cheap (simulator-small), then main (simulator); failover\n")
                .contains(
                        "limits     20 s a call, 2 attempts, 150 tokens of answer, 100,000 tokens of"
                                + " transcript, 0.001 USD for each conversation");
        var other = write("other.yaml", COUNTING + POLICY.replace("cheap", "gone"));
        assertThat(run("check", other)).isEqualTo(1);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("other.yaml, line 7: model.models: there is no place gone");
    }

    @Test
    void checkWithoutAProviderLooksForNoPlaces() throws Exception {
        System.clearProperty("afterword.llm.base-url");
        var file = write("asked.yaml", COUNTING + POLICY);
        assertThat(run("check", file)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("models     cheap, then main; failover (not looked for:");
    }

    @Test
    void tryAsksTheFirstOfTheNamedModels() throws Exception {
        System.setProperty("afterword.llm.more.cheap.model", "simulator-small");
        var file = write("asked.yaml", COUNTING + POLICY);
        assertThat(run("try", file, "--conversations=" + write("c.jsonl", CONVERSATION))).isZero();
        assertThat(simulator.counters().snapshot().by().model())
                .isEqualTo(Map.of("simulator-small", 1L));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("asked      simulator-small,");
    }

    @Test
    void tryMakesNoCallThatMightCostMoreThanTheLimit() throws Exception {
        System.setProperty("afterword.llm.more.cheap.model", "simulator-small");
        var file = write("asked.yaml", COUNTING + POLICY.replace("0.001", "0.00001"));
        assertThat(run("try", file, "--conversations=" + write("c.jsonl", CONVERSATION)))
                .isEqualTo(1);
        assertThat(simulator.counters().snapshot().totals().calls()).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("not asked: it may cost 0\\.000\\d{3} USD, beyond the limit")
                .contains(
                        "answered   0 of 0 asked, 0 skipped, 0 unreadable, 1 beyond the limit of cost");
    }

    @Test
    void tryNamesTheRulesThatAnAnswerBreaks() throws Exception {
        simulator.faults(FaultRule.of(ContentFault.WRONG_SCHEMA));
        var conversations = write("c.jsonl", CONVERSATION);
        assertThat(run("try", write("asked.yaml", COUNTING), "--conversations=" + conversations))
                .isEqualTo(1);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("answered   0 of ", "; 1 × INVALID");
    }

    @Test
    void triesDerivedAnalysesWithTheirInputs() throws Exception {
        var file =
                write(
                        "mine.yaml",
                        "{name: mine, version: 1, kind: derived, from: [questions, emotion, memories], formula: engagement}");
        assertThat(run("try", file, "--conversations=" + write("c.jsonl", CONVERSATION))).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("{\"score\":");
        assertThat(simulator.counters().snapshot().totals().calls()).isEqualTo(3);
    }

    private int run(String... words) throws InterruptedException {
        return Trials.run(List.of(words), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
