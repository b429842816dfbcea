// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CatalogRereadTests {

    private static final String TOPICS =
            """
            name: topics
            version: 1
            kind: prompt
            prompt: {system: List topics., user: "{{boundary}} {{transcript}} {{boundary}}"}
            schema: {type: object, required: [topics], properties: {topics: {type: array}}}
            """;

    @TempDir Path folder;

    private final FakeDefinitionStore store = new FakeDefinitionStore();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void newFileNewVersionAndRemovalReachTheNextRun() throws IOException {
        var files = new CatalogFiles(folder, JavaAnalyses.builtIn(), Places.unknown());
        var catalog = new Catalog(files.read(), store, files.reader());
        var reread = new CatalogReread(catalog, files, Duration.ofDays(1), meters);
        assertThat(catalog.versions()).doesNotContainKey("topics");
        write(TOPICS);
        reread.read();
        assertThat(catalog.versions()).containsEntry("topics", 1);
        write(TOPICS.replace("version: 1", "version: 2"));
        reread.read();
        assertThat(catalog.versions()).containsEntry("topics", 2);
        reread.read();
        Files.delete(folder.resolve("topics.yaml"));
        reread.read();
        assertThat(catalog.versions()).hasSize(4);
        assertThat(reads("changed")).isEqualTo(3);
        assertThat(reads("same")).isEqualTo(1);
    }

    @Test
    void brokenFileKeepsTheLastGoodSetAndIsToldOnce(CapturedOutput output) throws IOException {
        write(TOPICS);
        var files = new CatalogFiles(folder, JavaAnalyses.builtIn(), Places.unknown());
        var catalog = new Catalog(files.read(), store, files.reader());
        var reread = new CatalogReread(catalog, files, Duration.ofDays(1), meters);
        var health = new CatalogHealth(catalog, reread);
        write(TOPICS.replace("version: 1", "version: 2").replace("kind: prompt", "kind: dance"));
        reread.read();
        reread.read();
        assertThat(catalog.versions()).containsEntry("topics", 1);
        assertThat(output.getAll().split("topics.yaml, line 3", -1)).hasSize(2);
        assertThat(reads("broken")).isEqualTo(2);
        assertThat(meters.get("afterword.analysis.catalog.broken").gauge().value()).isEqualTo(1);
        var told = health.health();
        assertThat(told.getStatus()).isEqualTo(Status.UP);
        assertThat(told.getDetails().get("broken")).asString().contains("line 3");
        write(TOPICS.replace("version: 1", "version: 2"));
        reread.read();
        assertThat(catalog.versions()).containsEntry("topics", 2);
        assertThat(reread.broken()).isEmpty();
    }

    @Test
    void sameVersionWithOtherContentIsRefusedWhileRunning() throws IOException {
        write(TOPICS);
        var files = new CatalogFiles(folder, JavaAnalyses.builtIn(), Places.unknown());
        var catalog = new Catalog(files.read(), store, files.reader());
        var reread = new CatalogReread(catalog, files, Duration.ofDays(1), meters);
        var first = catalog.current().getLast().pin();
        write(TOPICS.replace("List topics.", "Name topics."));
        reread.read();
        assertThat(catalog.current().getLast().pin()).isEqualTo(first);
        assertThat(reread.broken()).get().asString().contains("line 2: topics v1 is known");
    }

    private double reads(String result) {
        return meters.counter("afterword.analysis.catalog.reads", "result", result).count();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("topics.yaml"), text);
    }
}
