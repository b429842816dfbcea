// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.transcript.InputPolicy;
import afterword.contract.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
                .isInstanceOf(BrokenDefinition.class)
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
        var plain = DefinitionReader.read("a", TOPICS);
        assertThat(DefinitionReader.read("b", "# why\n\n" + TOPICS)).isEqualTo(plain);
        assertThat(DefinitionReader.read("c", plain.content())).isEqualTo(plain);
    }

    @Test
    void findsWhatAnOlderRunWasPinnedTo() throws InterruptedException {
        var old = DefinitionReader.read("old", TOPICS);
        store.keep(old);
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
                    name: topics       | name: Topics!      | name is 1 to 64
                    version: 1         | version: 0         | version is at least 1
                    version: 1         | version: one       | int
                    kind: prompt       | kind: dance        | dance
                    timeout: 20s       | colour: red        | colour
                    kind: prompt       | 'kind: derived'    | formula is missing
                    {{transcript}}     | {{text}}           | {{transcript}} exactly once
                    {{boundary}}       | ----               | {{boundary}}
                    type: object       | type: string       | schema.type
                    timeout: 20s       | timeout: 1h        | model.timeout
                    timeout: 20s       | attempts: 9        | model.attempts
                    List topics.       | 'x, system: y'     | duplicate
                    5000               | 99                 | input.token-budget
                    '[user]'           | '[]'               | input.roles
                    '[user]'           | '[cat]'            | Speaker
                    min-turns: 4       | min-turns: -4      | skip.min-turns
                    '[TALK]'           | '[TALK'            | line
                    """)
    void refusesBrokenFileWithReason(String good, String bad, String reason) throws IOException {
        write("topics.yaml", TOPICS.replace(good, bad));
        assertThatThrownBy(() -> catalog(folder))
                .isInstanceOf(BrokenDefinition.class)
                .hasMessageContaining("topics")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesDerivedAnalysisBeforeItsInputs() throws IOException {
        write(
                "sum.yaml",
                "{name: sum, version: 1, kind: derived, from: [later], formula: engagement}");
        assertThatThrownBy(() -> catalog(folder)).hasMessageContaining("before it");
    }

    @Test
    void refusesFolderThatIsNotThere() {
        assertThatThrownBy(() -> catalog(folder.resolve("missing")))
                .isInstanceOf(BrokenDefinition.class);
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

    private Catalog catalog(@org.jspecify.annotations.Nullable Path folder) {
        return new Catalog(new CatalogFiles(folder).read(), store);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static final class FakeDefinitionStore implements DefinitionStore {

        private final Map<List<Object>, Definition> kept = new HashMap<>();

        @Override
        public void keep(Definition definition) {
            var pin = definition.pin();
            var known = kept.putIfAbsent(List.of(pin.name(), pin.version()), definition);
            if (known != null && !known.equals(definition)) {
                throw new BrokenDefinition(pin.toString(), "known with other content");
            }
        }

        @Override
        public Optional<Definition> find(Pin pin) {
            return Optional.ofNullable(kept.get(List.of(pin.name(), pin.version())))
                    .filter(it -> it.pin().equals(pin));
        }
    }
}
