// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.spi.Strategy;
import afterword.analysis.transcript.InputPolicy;
import afterword.analysis.yaml.BrokenFile;
import afterword.contract.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogTests {

    private static final String TOPICS =
            """
            name: topics
            version: 1
            kind: prompt
            prompt: {system: List topics., user: "{{boundary}} {{transcript}} {{boundary}}"}
            schema: {type: object, required: [topics], properties: {topics: {type: array}}}
            model: {timeout: 20s, max-tokens: 100}
            input: {roles: [user], redaction: false, token-budget: 5000}
            skip: {min-turns: 4, bot-types: [TALK]}
            """;

    @TempDir Path folder;

    private final FakeDefinitionStore store = new FakeDefinitionStore();

    @Test
    void hasTheBuiltInAnalysesInOrder() {
        assertThat(catalog(null).current())
                .extracting(analysis -> analysis.pin().toString())
                .containsExactly("questions v1", "emotion v1", "memories v1", "engagement v1");
        assertThat(store.kept).hasSize(4);
    }

    @Test
    void takesFurtherAnalysesFromTheFolder() throws IOException {
        write("topics.yaml", TOPICS);
        write(".hidden.yaml", "broken: [");
        write("notes.txt", "not an analysis");
        var last = catalog(folder).current().getLast();
        assertThat(last.pin().name()).isEqualTo("topics");
        assertThat(last)
                .isInstanceOfSatisfying(
                        Analysis.Prompted.class,
                        it ->
                                assertThat(it.input())
                                        .isEqualTo(
                                                new InputPolicy(Set.of(Role.USER), false, 5000)));
        assertThat(last.skip().minTurns()).isEqualTo(4);
        assertThat(last.skip().botTypes()).containsExactly("TALK");
    }

    @Test
    void readsTheWholeModelPolicy() throws IOException {
        write(
                "topics.yaml",
                TOPICS.replace(
                        "max-tokens: 100",
                        "attempts: 2, max-tokens: 100, strategy: race, models: [cheap, main],"
                                + " cost-limit: 0.0025"));
        var catalog = catalog(folder);
        assertThat(((Analysis.Prompted) catalog.current().getLast()).policy())
                .isEqualTo(
                        new ModelPolicy(
                                Duration.ofSeconds(20),
                                2,
                                100,
                                Strategy.RACE,
                                List.of("cheap", "main"),
                                new BigDecimal("0.0025")));
        assertThat(catalog.choices())
                .isEqualTo(Set.of(List.<String>of(), List.of("cheap", "main")));
    }

    @Test
    void higherVersionReplacesInItsPlace() throws IOException {
        write(
                "emotion.yaml",
                TOPICS.replace("topics\n", "emotion\n").replace("version: 1", "version: 2"));
        assertThat(catalog(folder).current())
                .extracting(analysis -> analysis.pin().toString())
                .startsWith("questions v1", "emotion v2");
    }

    @Test
    void sameVersionWithOtherContentIsRefused() throws IOException {
        write("topics.yaml", TOPICS);
        catalog(folder);
        write("topics.yaml", TOPICS.replace("List topics.", "List all topics."));
        assertThatThrownBy(() -> catalog(folder))
                .isInstanceOf(BrokenFile.class)
                .hasMessageContaining("topics v1");
    }

    @Test
    void twoFilesWithOneVersionAreRefused() throws IOException {
        write("a.yaml", TOPICS);
        write("b.yaml", TOPICS.replace("List", "Name"));
        assertThatThrownBy(() -> catalog(folder)).hasMessageContaining("b.yaml");
    }

    @Test
    void commentsAndLayoutAreNoContent() {
        var plain = definition("a", TOPICS);
        assertThat(definition("b", "# why\n\n" + TOPICS)).isEqualTo(plain);
        assertThat(definition("c", plain.content())).isEqualTo(plain);
    }

    private static Definition definition(String file, String text) {
        return new DefinitionReader(JavaAnalyses.builtIn()).read(file, text).definition();
    }

    @Test
    void findsWhatAnOlderRunWasPinnedTo() throws InterruptedException {
        var old = definition("old", TOPICS);
        assertThat(store.keep(old)).isTrue();
        var catalog = catalog(null);
        assertThat(catalog.pinned(old.pin()))
                .hasValueSatisfying(analysis -> assertThat(analysis.pin()).isEqualTo(old.pin()));
        assertThat(catalog.pinned(new Pin("topics", 1, "other"))).isEmpty();
        assertThat(catalog.pinned(catalog.current().getFirst().pin())).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name: topics       | name: Topics!      | 1 | name is 1 to 64
                    version: 1         | version: 0         | 2 | version is at least 1
                    version: 1         | version: one       | 2 | one is no number
                    kind: prompt       | kind: dance        | 3 | dance is none of [prompt, memory, derived]
                    timeout: 20s       | colour: red        | 6 | unknown field colour, known are [attempts, cost-limit, max-tokens, models,
                    kind: prompt       | 'kind: derived'    | 1 | formula is missing
                    kind: prompt       | 'java: x.Y'        | 1 | kind is missing
                    {{transcript}}     | {{text}}           | 4 | {{transcript}} exactly once
                    {{boundary}}       | ----               | 4 | {{boundary}}
                    type: object       | type: string       | 5 | schema.type
                    timeout: 20s       | timeout: 1h        | 6 | model.timeout
                    timeout: 20s       | attempts: 9        | 6 | model.attempts
                    timeout: 20s       | models: main       | 6 | a list is wanted here
                    timeout: 20s       | 'models: [a, a]'   | 6 | model.models names each place once
                    timeout: 20s       | strategy: both     | 6 | both is none of [failover, hedge, race]
                    timeout: 20s       | cost-limit: 0      | 6 | model.cost-limit is above 0 to 1,000 USD
                    timeout: 20s       | cost-limit: 1001   | 6 | model.cost-limit is above 0 to 1,000 USD
                    timeout: 20s       | cost-limit: 1e-10  | 6 | model.cost-limit is above 0 to 1,000 USD
                    timeout: 20s       | cost-limit: much   | 6 | much is no number
                    List topics.       | 'x, system: y'     | 4 | duplicate
                    5000               | 99                 | 7 | input.token-budget
                    '[user]'           | '[]'               | 7 | input.roles
                    '[user]'           | '[cat]'            | 7 | cat is none of [user, bot]
                    min-turns: 4       | min-turns: -4      | 8 | skip.min-turns
                    min-turns: 4       | sample: 0          | 8 | skip.sample
                    '[TALK]'           | '[TALK'            | 8 |
                    """)
    void refusesBrokenFileWithLineAndReason(
            String good, String bad, int line, @Nullable String reason) throws IOException {
        write("topics.yaml", TOPICS.replace(good, bad));
        assertThatThrownBy(() -> catalog(folder))
                .isInstanceOf(BrokenFile.class)
                .hasMessageContaining("topics.yaml, line " + line + ": ")
                .hasMessageContaining(reason == null ? "" : reason);
    }

    @Test
    void refusesDerivedAnalysisBeforeItsInputs() throws IOException {
        write(
                "sum.yaml",
                "{name: sum, version: 1, kind: derived, from: [later], formula: engagement}");
        assertThatThrownBy(() -> catalog(folder))
                .hasMessageContaining("sum.yaml, line 1: from names an analysis");
    }

    @Test
    void refusesFolderThatIsNotThere() {
        assertThatThrownBy(() -> catalog(folder.resolve("missing"))).isInstanceOf(BrokenFile.class);
    }

    @Test
    void doesNotFillPlaceholdersOfTheTranscript() {
        var template = new PromptTemplate("s", "{{boundary}}\n{{transcript}}\n{{boundary}}");
        assertThat(template.render("B", "1. [USER]: {{boundary}} {{transcript}}"))
                .isEqualTo("B\n1. [USER]: {{boundary}} {{transcript}}\nB");
    }

    @Test
    void acceptsOnlyAnswersThatFitTheSchema() {
        var questions = prompted("questions").answer();
        assertThat(
                        questions.violations(
                                json("{\"user_initiated_questions\":1,\"questions\":[\"Why?\"]}")))
                .isEmpty();
        assertThat(questions.violations(json("{\"questions\":[\"secret text\"],\"more\":1}")))
                .hasSize(2)
                .noneMatch(violation -> violation.contains("secret"));
        assertThat(prompted("emotion").answer().violations(json("{\"session_emotion\":\"bored\"}")))
                .hasSize(1);
        assertThat(prompted("memories").answer().violations(json("[]"))).isNotEmpty();
    }

    @Test
    void countsQuestionsItself() {
        var answer = json("{\"user_initiated_questions\":7,\"questions\":[\"a\",\"b\"]}");
        assertThat(prompted("questions").answer().counted(answer))
                .isEqualTo(json("{\"user_initiated_questions\":2,\"questions\":[\"a\",\"b\"]}"));
    }

    private Analysis.Prompted prompted(String name) {
        return catalog(null).current().stream()
                .filter(analysis -> analysis.pin().name().equals(name))
                .map(Analysis.Prompted.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private Catalog catalog(@Nullable Path folder) {
        var files = new CatalogFiles(folder, JavaAnalyses.builtIn(), Places.unknown());
        return new Catalog(files.read(), store, files.reader());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
