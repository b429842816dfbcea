// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.local.HostileInput.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// docs/hostile-input.md: what each door answered to each input.
final class HostilePage {

    /// Where it lies in the repository.
    static final Path PATH = Path.of("docs/hostile-input.md");

    private static final String HEAD =
            """
            # Hostile input

            What each entrance answers to each hostile input. This page is written by a test (`HostileInputIT` in deploy/local) that sends all of them to the
            real processes, over a real RabbitMQ, Kafka and PostgreSQL, and fails when an answer differs from this page.

            Every input is refused with a type, or stored safely:

            - **HTTP**: a status and, behind it, the code of the problem (`urn:afterword:problem:…`); or 202, and what became of the event.
            - **Straight into a broker**, past the gateway: the event with its status, `FAILED INVALID` where it could be named but not used; or a dead letter
              with its reason (docs/dead-letters.md); or the broker itself refuses.

            Of all of them together the test demands: no answer is a 5xx, nor repeats what was sent; no process ends or starts again; no message is delivered
            twice, none waits, none is suspect; the text of what is stored is the one that was said, with U+FFFD for what no store takes; and a word that stands
            in every input is in no log, no metric and no listing.
            """;

    private final Map<HostileInput, Map<Door, String>> answers = new LinkedHashMap<>();
    private final Set<Door> doors;

    HostilePage(Set<Door> doors) {
        this.doors = doors;
    }

    void add(HostileInput input, Door door, String answer) {
        answers.computeIfAbsent(input, _ -> new EnumMap<>(Door.class)).put(door, answer);
    }

    /// The page.
    String text() {
        var page = new StringBuilder(HEAD);
        page.append("\n%d inputs, %d answers.\n".formatted(answers.size(), count()));
        HostileInputs.GROUPS.forEach((group, title) -> {
            page.append("\n## ").append(group).append(' ').append(title).append("\n\n| input |");
            doors.forEach(door -> page.append(' ').append(door.title()).append(" |"));
            page.append("\n| --- |").append(" --- |".repeat(doors.size())).append('\n');
            answers.forEach((input, row) -> {
                if (input.group().equals(group)) {
                    page.append("| ").append(input.name()).append(" |");
                    doors.forEach(door ->
                            page.append(' ').append(row.getOrDefault(door, "–")).append(" |"));
                    page.append('\n');
                }
            });
        });
        return page.toString();
    }

    private int count() {
        return answers.values().stream().mapToInt(Map::size).sum();
    }

    /// Writes what was seen beside the classes.
    ///
    /// @return where
    Path write() throws IOException {
        var seen = LineStand.REPOSITORY.resolve("deploy/local/target/hostile-input.md");
        Files.writeString(seen, text());
        return LineStand.REPOSITORY.relativize(seen);
    }
}
