// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.Child;
import java.util.List;
import java.util.regex.Pattern;

/// Picks from a log what tells why its process failed.
final class LogLines {

    private static final Pattern MATTERS =
            Pattern.compile(
                    "ERROR|WARN|FATAL|Exception|Caused by|APPLICATION FAILED|Description:|Action:|Reason:");
    private static final int LOOKED_AT = 400;
    private static final int SHOWN = 12;

    private LogLines() {}

    /// The last lines that name trouble; the last lines at all where none does.
    static String thatMatter(Child child) {
        var all = child.lastLines(LOOKED_AT).lines().toList();
        var telling =
                all.stream()
                        .filter(line -> MATTERS.matcher(line).find())
                        .filter(line -> !line.startsWith("\tat "))
                        .toList();
        return String.join("\n", last(telling.isEmpty() ? all : telling));
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()).stream()
                .map(line -> "    " + (line.length() > 220 ? line.substring(0, 220) + "…" : line))
                .toList();
    }
}
