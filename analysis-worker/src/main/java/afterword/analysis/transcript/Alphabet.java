// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// What a character can be part of, looked up in a table.
///
/// A table of all 65,536 UTF-16 units has no branch for other scripts; a text touches a few lines
/// of it.
final class Alphabet {

    private static final int LETTER = 1; // A to Z, either case
    private static final int DIGIT = 1 << 1; // decimal, of the scripts below
    private static final int TRIGGER = 1 << 2; // makes the finder look closer
    private static final int TOKEN = 1 << 3; // of a key or a base64 text
    private static final int LOCAL = 1 << 4; // of an e-mail address before its @
    private static final int LABEL = 1 << 5; // of a domain name between its dots
    private static final int VALUE = 1 << 6; // of a parameter's value
    private static final int HEX = 1 << 7;
    private static final int GAP = 1 << 8; // between groups of digits

    private static final short[] KINDS = new short[1 << 16];

    /// First digits: ASCII, Arabic-Indic, its Persian form, Devanagari, full width.
    private static final char[] ZEROS = {'0', 0x660, 0x6F0, 0x966, 0xFF10};

    static {
        mark(LETTER | TOKEN | LOCAL | LABEL | VALUE, 'a', 'z');
        mark(LETTER | TOKEN | LOCAL | LABEL | VALUE, 'A', 'Z');
        mark(TOKEN | LOCAL | LABEL | VALUE | HEX, '0', '9');
        mark(HEX, 'a', 'f');
        mark(HEX, 'A', 'F');
        for (char zero : ZEROS) {
            mark(DIGIT | TRIGGER, zero, (char) (zero + 9));
        }
        // Scripts that put spaces between words: their letters may belong to an address, while
        // those of Chinese or Japanese stand next to it.
        for (char c = 0x80; c < 0x2000; c++) {
            if (Character.isAlphabetic(c) && (c < 0x590 || c >= 0x1E00)) {
                mark(LOCAL | LABEL, c, c);
            }
        }
        mark(TRIGGER, "@＠:[=+＋(");
        mark(TOKEN, "_-+/");
        mark(LOCAL, "._%+-'");
        mark(LABEL, "-");
        mark(VALUE, "-._~%!*+/:=?@$|^");
        mark(GAP, " \u00A0\u2009\u202F-\u2010\u2011\u2013./()");
    }

    private Alphabet() {}

    private static void mark(int kind, char first, char last) {
        for (int c = first; c <= last; c++) {
            KINDS[c] |= (short) kind;
        }
    }

    private static void mark(int kind, String characters) {
        characters.chars().forEach(c -> KINDS[c] |= (short) kind);
    }

    static boolean isTrigger(char c) {
        return (KINDS[c] & TRIGGER) != 0;
    }

    static boolean isLetter(char c) {
        return (KINDS[c] & LETTER) != 0;
    }

    static boolean isDigit(char c) {
        return (KINDS[c] & DIGIT) != 0;
    }

    /// Letter, digit or underscore: what a number or a name may not touch.
    static boolean isWord(char c) {
        return (KINDS[c] & (LETTER | DIGIT)) != 0 || c == '_';
    }

    static boolean isToken(char c) {
        return (KINDS[c] & TOKEN) != 0;
    }

    static boolean isLocal(char c) {
        return (KINDS[c] & LOCAL) != 0;
    }

    static boolean isLabel(char c) {
        return (KINDS[c] & LABEL) != 0;
    }

    static boolean isValue(char c) {
        return (KINDS[c] & VALUE) != 0;
    }

    static boolean isHex(char c) {
        return (KINDS[c] & HEX) != 0;
    }

    static boolean isGap(char c) {
        return (KINDS[c] & GAP) != 0;
    }

    /// A gap of white space.
    static boolean isSpace(char c) {
        return c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F;
    }

    /// 0 to 9, of any of the scripts.
    static int digit(char c) {
        return c < 0x80 ? c - '0' : Character.digit(c, 10);
    }
}
