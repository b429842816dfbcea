// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text that somebody said, on its way to becoming harmless. Used once, by one thread.
///
/// Walk through it: [#harmless] first rewrites code points one by one (what hides or breaks lines),
/// then, only where a bracket or a bar is left, disarms markers by pattern.
final class HostileText {

    /// `[USER]`, `［ system ］`: looks like the start of a turn.
    private static final Pattern ROLE_MARKER =
            Pattern.compile(
                    "[\\[［【〔]\\s*(USER|BOT|SYSTEM|ASSISTANT|DEVELOPER|TOOL|HUMAN|AI)\\s*[\\]］】〕]",
                    Pattern.CASE_INSENSITIVE);

    /// `<|im_start|>`, `[INST]`, `<<SYS>>`, `</s>`: control words of chat templates.
    private static final Pattern TEMPLATE_MARKER =
            Pattern.compile(
                    "<[|｜]|[|｜]>|\\[/?INST]|<</?SYS>>|</?(?:s|system|user|assistant|transcript|conversation)>",
                    Pattern.CASE_INSENSITIVE);

    private final String text;
    private int neutralised;

    HostileText(String text) {
        this.text = text;
    }

    /// How many characters and markers had to be changed.
    int neutralised() {
        return neutralised;
    }

    /// The text on one line, without what hides, reorders or pretends.
    String harmless() {
        var plain = isPlain() ? text : rewritten();
        if (plain.indexOf('<') < 0 && plain.indexOf('>') < 0 && !mayHoldMarker(plain)) {
            return plain;
        }
        var disarmed =
                ROLE_MARKER.matcher(plain).replaceAll(match -> swap("(" + match.group(1) + ")"));
        return TEMPLATE_MARKER.matcher(disarmed).replaceAll(match -> swap(spread(match.group())));
    }

    private boolean isPlain() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean mayHoldMarker(String plain) {
        for (int i = 0; i < plain.length(); i++) {
            switch (plain.charAt(i)) {
                case '[', '［', '【', '〔' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private String swap(String replacement) {
        neutralised++;
        return Matcher.quoteReplacement(replacement);
    }

    /// A space behind the first character: still readable, no longer a control word.
    private static String spread(String marker) {
        return marker.charAt(0) + " " + marker.substring(1);
    }

    private String rewritten() {
        var out = new StringBuilder(text.length());
        int previous = ' ';
        for (int i = 0; i < text.length(); i += Character.charCount(previous)) {
            int code = text.codePointAt(i);
            append(out, code, previous);
            previous = code;
        }
        return out.toString();
    }

    private void append(StringBuilder out, int code, int previous) {
        if (breaksLine(code)) {
            neutralised++;
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        } else if (hides(code, previous)) {
            neutralised++;
        } else {
            out.appendCodePoint(code);
        }
    }

    private static boolean breaksLine(int code) {
        return switch (code) {
            case '\t', '\n', 0x0B, '\f', '\r', 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    /// Controls, bidirectional overrides, invisible and tag characters, lone surrogates. Joiners
    /// stay: Persian, Indic scripts and emoji need them.
    private static boolean hides(int code, int previous) {
        return switch (code) {
            // zero width space, marks; word joiner and invisible operators; byte order mark
            case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E -> true;
            case 0x200B, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0 -> true;
            default -> isHiddenRange(code) || smuggles(code, previous);
        };
    }

    private static boolean isHiddenRange(int code) {
        return Character.getType(code) == Character.CONTROL
                || Character.getType(code) == Character.SURROGATE
                || (code >= 0x202A && code <= 0x202E) // embeddings and overrides
                || (code >= 0x2060 && code <= 0x206F) // invisible operators, isolates, deprecated
                || (code >= 0xFFF9 && code <= 0xFFFB) // interlinear annotation
                || (code >= 0xE0000 && code <= 0xE007F) // tags: letters that nobody sees
                || (code & 0xFFFE) == 0xFFFE; // noncharacters
    }

    /// Variation selectors carry bytes unseen when they do not follow a character that has
    /// variations.
    private static boolean smuggles(int code, int previous) {
        boolean supplement = code >= 0xE0100 && code <= 0xE01EF;
        return supplement && !Character.isIdeographic(previous);
    }
}
