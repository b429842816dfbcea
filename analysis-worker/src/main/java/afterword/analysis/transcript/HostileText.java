// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Text that somebody said, on its way to becoming harmless. Used once, by one thread.
///
/// Walk through it: [#harmless] looks each character up in a table; only where one may hide
/// something or break the line, it rewrites code points one by one, and only where one can belong
/// to a marker, it disarms [Markers].
final class HostileText {

    private static final int SUSPECT = 1; // hides, breaks the line, or is half a code point
    private static final int MARKER = 2; // part of every marker

    /// Kinds of all UTF-16 units; most have none.
    private static final byte[] KINDS = new byte[1 << 16];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            boolean marker = Markers.isPart((char) c);
            boolean suspect = breaksLine(c) || hides(c, ' ') || isVariation(c);
            KINDS[c] = (byte) (marker ? MARKER : suspect ? SUSPECT : 0);
        }
    }

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
        int kinds = kinds();
        var plain = (kinds & SUSPECT) == 0 ? text : rewritten();
        return (kinds & MARKER) == 0 ? plain : disarmed(plain);
    }

    /// All kinds of characters that the text has, in one pass: most texts need no other.
    private int kinds() {
        int kinds = 0;
        for (int i = 0; i < text.length(); i++) {
            kinds |= KINDS[text.charAt(i)];
        }
        return kinds;
    }

    private String disarmed(String plain) {
        var markers = new Markers(plain);
        var disarmed = markers.disarm();
        neutralised += markers.disarmed();
        return disarmed;
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
        if (code < KINDS.length && (KINDS[code] & SUSPECT) == 0) {
            out.append((char) code);
        } else if (breaksLine(code)) {
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
    /// variations: those of the supplement anything but an ideograph, the first sixteen one
    /// another.
    private static boolean smuggles(int code, int previous) {
        boolean supplement = code >= 0xE0100 && code <= 0xE01EF;
        return supplement
                ? !Character.isIdeographic(previous)
                : isVariation(code) && isVariation(previous);
    }

    private static boolean isVariation(int code) {
        return code >= 0xFE00 && code <= 0xFE0F;
    }
}
