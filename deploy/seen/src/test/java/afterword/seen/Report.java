// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was seen, for people.
final class Report {

    private final StringBuilder text =
            new StringBuilder("# What Prometheus saw of a running line\n");
    private String table = "";

    void heading(String title) {
        table = "";
        text.append("\n## ").append(title).append("\n\n");
    }

    void code(String lines) {
        table = "";
        lines.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> text.append("    ").append(line).append('\n'));
    }

    /// One query.
    void row(String legend, String expression, List<Double> values) {
        table("| series | first value | legend | query |\n| --- | --- | --- | --- |\n");
        text.append(
                "| %d | %s | %s | `%s` |%n"
                        .formatted(
                                values.size(),
                                values.isEmpty() ? "nothing" : number(values.getFirst()),
                                legend.replace("|", "\\|"),
                                expression.replaceAll("\\s+", " ").replace("|", "\\|")));
    }

    /// One number of *Pipeline* at three moments.
    void moments(String title, double before, @Nullable Double during, @Nullable Double after) {
        table("| panel | before | at the end of the outage | after |\n| --- | --- | --- | --- |\n");
        text.append(
                "| %s | %s | %s | %s |%n"
                        .formatted(title, number(before), number(during), number(after)));
    }

    private void table(String head) {
        if (!table.equals(head)) {
            table = head;
            text.append('\n').append(head);
        }
    }

    private static String number(@Nullable Double value) {
        if (value == null || value.isNaN()) {
            return "–";
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
