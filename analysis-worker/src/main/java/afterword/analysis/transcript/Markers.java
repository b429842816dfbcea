// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.util.List;

/// Disarms what pretends to be structure: markers of roles and control words of chat templates.
/// Used once.
///
/// One pass, and each place is compared with a handful of words: a backtracking expression on what
/// people say can be made slow.
final class Markers {

    /// `[USER]`, `［ system ］`: looks like the start of a turn.
    private static final List<String> ROLES =
            List.of("USER", "BOT", "SYSTEM", "ASSISTANT", "DEVELOPER", "TOOL", "HUMAN", "AI");

    // control words of chat templates and fences like our own, by their second character; what
    // begins with `<|` or ends with `|>` is told by these alone

    private static final List<String> BRACKETS = List.of("[INST]", "[/INST]");
    private static final List<String> DOUBLE = List.of("<<SYS>>", "<</SYS>>");
    private static final List<String> OPEN =
            List.of("<s>", "<system>", "<user>", "<assistant>", "<transcript>", "<conversation>");
    private static final List<String> CLOSE =
            List.of(
                    "</s>",
                    "</system>",
                    "</user>",
                    "</assistant>",
                    "</transcript>",
                    "</conversation>");

    private static final String OPENING = "[［【〔";
    private static final String CLOSING = "]］】〕";

    private final String text;
    private final StringBuilder out;
    private int copied; // up to here the text is in `out`
    private int disarmed;

    Markers(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length() + 16);
    }

    /// How many were found.
    int disarmed() {
        return disarmed;
    }

    /// The text without them.
    String disarm() {
        int i = 0;
        while (i < text.length()) {
            i =
                    switch (text.charAt(i)) {
                        case '[', '［', '【', '〔' -> bracket(i);
                        case '<' -> angle(i);
                        case '|', '｜' -> is(i + 1, '>') ? spread(i, i + 2) : i + 1;
                        default -> i + 1;
                    };
        }
        return disarmed == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    /// @return where to go on
    private int bracket(int at) {
        int start = skipSpaces(at + 1);
        char first = start < text.length() ? text.charAt(start) : ' ';
        if (first != '/' && !Character.isLetter(first)) {
            return at + 1;
        }
        for (int k = 0; k < ROLES.size(); k++) {
            int end = role(start, ROLES.get(k));
            int close = end < 0 ? -1 : skipSpaces(end);
            if (close >= 0 && close < text.length() && CLOSING.indexOf(text.charAt(close)) >= 0) {
                return replace(at, close + 1, "(" + text.substring(start, end) + ")");
            }
        }
        return word(at, BRACKETS);
    }

    /// Full-width letters and joiners within a word are looked through: a model reads them as well.
    ///
    /// @return behind the word, or -1 when it does not stand there
    private int role(int start, String role) {
        int i = start;
        for (int k = 0; k < role.length(); i++) {
            if (i == text.length()) {
                return -1;
            }
            char c = text.charAt(i);
            if (!isJoiner(c)) {
                if (upper(c) != role.charAt(k)) {
                    return -1;
                }
                k++;
            }
        }
        return i;
    }

    private static char upper(char c) {
        int plain = c >= '！' && c <= '～' ? c - '！' + '!' : c;
        return (char) (plain >= 'a' && plain <= 'z' ? plain - 'a' + 'A' : plain);
    }

    private static boolean isJoiner(char c) {
        return c == '\u200C' || c == '\u200D';
    }

    /// Also spaces that do not break, and joiners.
    private int skipSpaces(int at) {
        int i = at;
        while (i < text.length() && isGap(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isGap(char c) {
        return c == ' ' || isJoiner(c) || (c > '~' && Character.isSpaceChar(c));
    }

    private int angle(int at) {
        if (at + 1 == text.length()) {
            return at + 1;
        }
        return switch (text.charAt(at + 1)) {
            case '|', '｜' -> spread(at, at + 2);
            case '<' -> word(at, DOUBLE);
            case '/' -> word(at, CLOSE);
            default -> Alphabet.isLetter(text.charAt(at + 1)) ? word(at, OPEN) : at + 1;
        };
    }

    private int word(int at, List<String> words) {
        for (int k = 0; k < words.size(); k++) {
            var word = words.get(k);
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return spread(at, at + word.length());
            }
        }
        return at + 1;
    }

    /// A space behind the first character: still readable, no longer a control word.
    private int spread(int start, int end) {
        return replace(start, end, text.charAt(start) + " " + text.substring(start + 1, end));
    }

    private int replace(int start, int end, String replacement) {
        out.append(text, copied, start).append(replacement);
        copied = end;
        disarmed++;
        return end;
    }

    private boolean is(int at, char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /// Whether a text with this character may hold one; every marker has one of these.
    static boolean isPart(char c) {
        return c == '<' || c == '>' || OPENING.indexOf(c) >= 0;
    }
}
