// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.chaos.check.Finding;
import afterword.local.BrokerChoice;
import afterword.local.Service;
import afterword.servers.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The mutants of `make chaos-mutants` take an hour to run; that each still fits today's code is
/// seen here in a moment.
class MutantPatchesTests {

    private static final Path REPOSITORY = Jars.repository();

    static List<Path> patches() throws IOException {
        try (var files = Files.list(REPOSITORY.resolve("deploy/chaos/mutants"))) {
            var patches =
                    files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
            assertThat(patches).hasSizeGreaterThanOrEqualTo(10);
            return patches;
        }
    }

    /// What a hunk takes away with what stands around it has to be in its file, once.
    @ParameterizedTest
    @MethodSource("patches")
    void fitsTheCodeOfToday(Path patch) throws IOException {
        var hunks = hunks(Files.readAllLines(patch));
        assertThat(hunks).isNotEmpty();
        for (var hunk : hunks) {
            var source = Files.readString(REPOSITORY.resolve(hunk.file()));
            assertThat(hunk.after()).as("it changes something").isNotEqualTo(hunk.before());
            assertThat(occurrences(source, hunk.before()))
                    .as("places in %s where this stands:%n%s", hunk.file(), hunk.before())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void namesWhatTheSuiteKnows(Path patch) throws IOException {
        var lines = Files.readAllLines(patch);
        assertThat(Stream.of(Finding.Kind.values()).map(Enum::name))
                .contains(field(lines, "Expect"));
        assertThat(Stream.of(Service.values()).map(Service::module))
                .contains(field(lines, "Service"));
        boolean rabbit =
                BrokerChoice.valueOf(field(lines, "Broker").toUpperCase(Locale.ROOT))
                        == BrokerChoice.RABBITMQ;
        var plan =
                new Programme.Plan(
                        1,
                        Arrays.asList(field(lines, "Acts").split(";", -1)),
                        List.of(),
                        Duration.ofMinutes(1),
                        1,
                        6,
                        Duration.ofSeconds(20));
        assertThat(Acts.of(plan, rabbit, new Random(1))).isNotEmpty();
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("no " + name);
    }

    /// @param lines each with its mark: kept, taken away, added
    private record Hunk(String file, List<String> lines) {

        String before() {
            return text(" -");
        }

        String after() {
            return text(" +");
        }

        private String text(String kinds) {
            var text = new StringBuilder();
            for (var line : lines) {
                // an empty line of context may have lost its space
                var whole = line.isEmpty() ? " " : line;
                if (kinds.indexOf(whole.charAt(0)) >= 0) {
                    text.append(whole, 1, whole.length()).append('\n');
                }
            }
            return text.toString();
        }
    }

    private static List<Hunk> hunks(List<String> patch) {
        var hunks = new ArrayList<Hunk>();
        var file = "";
        List<String> lines = List.of();
        for (var line : patch) {
            if (line.startsWith("diff --git ")) {
                lines = new ArrayList<>(); // what comes before the first hunk is not of one
            } else if (line.startsWith("+++ b/")) {
                file = line.substring("+++ b/".length());
            } else if (line.startsWith("@@ ")) {
                lines = new ArrayList<>();
                hunks.add(new Hunk(file, lines));
            } else if (!hunks.isEmpty()) {
                lines.add(line);
            }
        }
        return hunks;
    }

    private static int occurrences(String text, String part) {
        int found = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            found++;
        }
        return found;
    }
}
