// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads from an expression what it asks for. Not a parser: it knows how ours are written.
final class PromQl {

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'");
    private static final Pattern SELECTOR = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
    private static final Set<String> WORDS =
            Set.of(
                    "and",
                    "or",
                    "unless",
                    "bool",
                    "offset",
                    "by",
                    "without",
                    "on",
                    "ignoring",
                    "group_left",
                    "group_right");
    private static final Pattern COUNTER =
            Pattern.compile(
                    "(?<![\\w:])([a-z_]+_total|[a-z_]+_(?:bucket|count|sum))(?:\\{[^}]*})?(\\[)?");

    /// Named like a counter by somebody else.
    private static final Set<String> GAUGES = Set.of("pg_stat_activity_count");

    private PromQl() {}

    /// Names of metrics in an expression.
    static Set<String> metrics(String expression) {
        var text = STRING.matcher(expression).replaceAll("");
        text = SELECTOR.matcher(text).replaceAll(" ");
        text = LABELS.matcher(text).replaceAll(" ");
        var names = new TreeSet<String>();
        NAME.matcher(text).results().forEach(match -> names.add(match.group()));
        names.removeAll(WORDS);
        return names;
    }

    /// Counters that are not asked for over a range, where only their rise has a meaning.
    static Set<String> bareCounters(String expression) {
        var text = STRING.matcher(expression).replaceAll("");
        var bare = new TreeSet<String>();
        COUNTER.matcher(text)
                .results()
                .filter(match -> match.group(2) == null)
                .forEach(match -> bare.add(match.group(1)));
        bare.removeAll(GAUGES);
        return bare;
    }
}
