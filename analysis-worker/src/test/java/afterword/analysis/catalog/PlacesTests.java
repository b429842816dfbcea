// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.TestModels;
import afterword.analysis.money.Prices;
import afterword.analysis.yaml.BrokenFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A deployment with `main`, `cheap` and an unpriced `inhouse`.
class PlacesTests {

    private static final String TOPICS =
            """
            name: topics
            version: 1
            kind: prompt
            prompt: {system: List topics., user: "{{boundary}} {{transcript}} {{boundary}}"}
            schema: {type: object, required: [topics], properties: {topics: {type: array}}}
            model:
              timeout: 20s
              models:
                - cheap
                - main
            """;

    private static final Prices PRICES =
            Prices.parse(
                    "test",
                    "prices: [{model: m, input: 1, output: 2}, {model: 'm-*', input: 1, output: 2}]");

    @TempDir Path folder;

    private final JsonHttp http = TestModels.http(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private final Places places = Places.of(models(), PRICES, false);

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void takesTheNamesOfTheDeployment() throws IOException {
        write(TOPICS);
        var topics = (Analysis.Prompted) files(places).read().getLast().analysis();
        assertThat(topics.policy().models()).containsExactly("cheap", "main");
        assertThat(places.described(topics.policy()))
                .containsExactly("cheap (m-small)", "main (m)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    - main  | - main-2 | 10 | there is no place main-2
                    - cheap | - fallback | 9 | there is no place fallback (afterword.llm.more), known are [main, cheap, inhouse]
                    - main  | - memory | 10 | there is no place memory
                    """)
    void refusesAnUnknownNameWithFileLineAndReason(String good, String bad, int line, String reason)
            throws IOException {
        write(TOPICS.replace(good, bad));
        assertThatThrownBy(() -> files(places).read())
                .isInstanceOf(BrokenFile.class)
                .hasMessageContaining("topics.yaml, line " + line + ": model.models: ")
                .hasMessageContaining(reason);
    }

    @Test
    void unknownNameWhileRunningKeepsTheLastGoodSet() throws IOException {
        write(TOPICS);
        var files = files(places);
        var catalog = new Catalog(files.read(), new FakeDefinitionStore(), files.reader());
        var meters = new SimpleMeterRegistry();
        var reread = new CatalogReread(catalog, files, Duration.ofDays(1), meters);
        write(TOPICS.replace("version: 1", "version: 2").replace("- cheap", "- gone"));
        reread.read();
        assertThat(catalog.versions()).containsEntry("topics", 1);
        assertThat(reread.broken()).get().asString().contains("line 9: ", "no place gone");
        write(TOPICS.replace("version: 1", "version: 2"));
        reread.read();
        assertThat(catalog.versions()).containsEntry("topics", 2);
        assertThat(reread.broken()).isEmpty();
    }

    /// A limit that nobody keeps would be worse than none.
    @Test
    void refusesALimitOfCostWhereCallsHaveNoPrice() throws IOException {
        write(TOPICS + "  cost-limit: 0.01\n");
        assertThat(files(places).read()).hasSize(5);
        write(TOPICS.replace("- main", "- inhouse") + "  cost-limit: 0.01\n");
        assertThatThrownBy(() -> files(places).read())
                .hasMessageContaining("topics.yaml, line 11: model.cost-limit cannot be kept")
                .hasMessageContaining("the model llama of the place inhouse has no price");
    }

    @Test
    void refusesALimitOfCostForAMemoryServiceWithoutAPrice() throws IOException {
        write(TOPICS.replace("kind: prompt", "kind: memory") + "  cost-limit: 0.01\n");
        assertThat(files(places).read()).hasSize(5);
        assertThatThrownBy(() -> files(Places.of(models(), PRICES, true)).read())
                .hasMessageContaining("line 11: model.cost-limit cannot be kept");
        var priced =
                Prices.parse(
                        "test",
                        "prices: [{model: '*', input: 1, output: 2}, {provider: memory, model: '*', call: 0.01}]");
        assertThat(files(Places.of(models(), priced, true)).read()).hasSize(5);
    }

    @Test
    void usualModelsAreThoseThatNobodyHasToName() {
        assertThat(models().usual()).containsExactly("main");
        assertThat(models().at("cheap").model()).isEqualTo("m-small");
        assertThat(models().at("gone").model()).isEqualTo("m");
    }

    private Models models() {
        return new Models(
                route("main", "m"),
                null,
                List.of(route("cheap", "m-small"), route("inhouse", "llama")));
    }

    private Models.Route route(String place, String model) {
        var at = TestModels.at(place, "http://127.0.0.1:9", model, false, http);
        return new Models.Route(at, 1, Models.Limits.NONE);
    }

    private CatalogFiles files(Places known) {
        return new CatalogFiles(folder, JavaAnalyses.builtIn(), known);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("topics.yaml"), text);
    }
}
