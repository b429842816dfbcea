// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.local.Service;
import afterword.servers.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KillPointTests {

    @Test
    void havePlainNamesThatDiffer() {
        assertThat(KillPoint.ALL).extracting(KillPoint::name).doesNotHaveDuplicates().hasSize(24);
        assertThat(KillPoint.ALL)
                .allMatch(point ->
                        point.name().startsWith(point.service().module().replace("api-", "")));
    }

    /// A renamed table must not make a kill point one that is never reached.
    @Test
    void lookForStatementsThatTheServicesSend() throws IOException {
        for (var point : KillPoint.ALL) {
            var text = new String(point.pattern(), StandardCharsets.UTF_8);
            if (point.edge() == KillPoint.Edge.DATABASE && !text.equals("COMMIT")) {
                assertThat(sources(point.service())).as(point.name()).contains(text);
            }
        }
    }

    private static String sources(Service service) throws IOException {
        var folder = Jars.repository().resolve(service.module()).resolve("src/main/java");
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(KillPointTests::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
