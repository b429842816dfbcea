// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words after `analyses`.
///
/// @param file the analysis
/// @param conversations one REST body a line; null for a check
/// @param limit conversations at most, from the first
/// @param atOnce calls at once
/// @param folder further analyses, of which a derived one may need some; null for none
record TrialOptions(
        Path file, @Nullable Path conversations, int limit, int atOnce, @Nullable Path folder) {

    static final String HELP =
            """
            analyses check FILE [--folder=DIR]
                says whether FILE is an analysis, and what it asks
            analyses try FILE --conversations=F.jsonl [--limit=20] [--at-once=4] [--folder=DIR]
                asks the configured model once for each conversation of F and prints answers, tokens, cost and time\
            """;

    /// Reads `check FILE` or `try FILE --conversations F`; `--name value` as well as
    /// `--name=value`.
    ///
    /// @throws IllegalArgumentException with a line for the user
    static TrialOptions parse(List<String> words) {
        var files = new ArrayList<Path>();
        Path conversations = null;
        Path folder = null;
        int limit = 20;
        int atOnce = 4;
        for (var i = separated(words).iterator(); i.hasNext(); ) {
            var word = i.next();
            switch (word) {
                case "--conversations" -> conversations = Path.of(next(i, word));
                case "--folder" -> folder = Path.of(next(i, word));
                case "--limit" -> limit = number(next(i, word), word, 1_000_000);
                case "--at-once" -> atOnce = number(next(i, word), word, 64);
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("unknown option " + word);
                    }
                    files.add(Path.of(word));
                }
            }
        }
        if (files.size() != 2) {
            throw new IllegalArgumentException("name one FILE");
        }
        boolean tries =
                switch (files.getFirst().toString()) {
                    case "check" -> false;
                    case "try" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "unknown command " + files.getFirst());
                };
        if (tries && conversations == null) {
            throw new IllegalArgumentException("--conversations F.jsonl is missing");
        }
        return new TrialOptions(
                files.getLast(), tries ? conversations : null, limit, atOnce, folder);
    }

    private static List<String> separated(List<String> words) {
        return words.stream()
                .flatMap(word ->
                        word.startsWith("--")
                                ? List.of(word.split("=", 2)).stream()
                                : List.of(word).stream())
                .toList();
    }

    private static String next(Iterator<String> words, String option) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " wants a value");
        }
        return words.next();
    }

    private static int number(String text, String option, int most) {
        if (!text.matches("[1-9][0-9]{0,6}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(option + " is 1 to " + most);
        }
        return Integer.parseInt(text);
    }
}
