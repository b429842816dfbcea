// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Cuts a text into the pieces that `o200k_base` works on: a word with one character before it, up
/// to three digits, a row of signs, white space. Pure.
///
/// The expression of tiktoken, alternative by alternative and with its backtracking, by one look at
/// each character: `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`
/// with an English ending, the same with the first class at least once and the second any number of
/// times, `\p{N}{1,3}`, ` ?[^\s\p{L}\p{N}]+[\r\n/]*`, `\s*[\r\n]+`, `\s+(?!\S)`, `\s+`.
final class Pieces {

    private static final int CAPITAL = 1; // Lu Lt Lm Lo M
    private static final int SMALL = 2; // Ll Lm Lo M
    private static final int LETTER = 4;
    private static final int NUMBER = 8;
    private static final int SPACE = 16;
    private static final int BREAK = 32; // CR LF, which are SPACE as well

    private static final byte[] KINDS = kinds();

    private final String text;
    private final int length;

    Pieces(String text) {
        this.text = text;
        this.length = text.length();
    }

    private static byte[] kinds() {
        var kinds = new byte[1 << 16];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = (byte) kindOf(c);
        }
        return kinds;
    }

    private static int kindOf(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> CAPITAL | LETTER;
            case Character.LOWERCASE_LETTER -> SMALL | LETTER;
            case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> CAPITAL | SMALL | LETTER;
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    CAPITAL | SMALL;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    NUMBER;
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    SPACE;
            default -> control(codePoint);
        };
    }

    private static int control(int codePoint) {
        if (codePoint == '\r' || codePoint == '\n') {
            return SPACE | BREAK;
        }
        return (codePoint >= '\t' && codePoint <= '\f') || codePoint == 0x85 ? SPACE : 0;
    }

    /// Kind of the character at a place; 0 for a sign.
    private int kind(int at) {
        char c = text.charAt(at);
        return Character.isSurrogate(c) ? kindOf(text.codePointAt(at)) : KINDS[c];
    }

    private boolean is(int at, int kinds) {
        return at < length && (kind(at) & kinds) != 0;
    }

    private boolean isSign(int at) {
        return at < length && (kind(at) & (SPACE | LETTER | NUMBER)) == 0;
    }

    private int after(int at) {
        boolean pair =
                Character.isHighSurrogate(text.charAt(at))
                        && at + 1 < length
                        && Character.isLowSurrogate(text.charAt(at + 1));
        return at + (pair ? 2 : 1);
    }

    private int before(int at) {
        boolean pair =
                Character.isLowSurrogate(text.charAt(at - 1))
                        && at > 1
                        && Character.isHighSurrogate(text.charAt(at - 2));
        return at - (pair ? 2 : 1);
    }

    private int rowOf(int kinds, int from) {
        int at = from;
        while (is(at, kinds)) {
            at = after(at);
        }
        return at;
    }

    /// Where the piece ends that begins here.
    int end(int from) {
        int word = word(from);
        if (word > 0) {
            return word;
        }
        if (is(from, NUMBER)) {
            int end = after(from);
            for (int digits = 1; digits < 3 && is(end, NUMBER); digits++) {
                end = after(end);
            }
            return end;
        }
        int signs = text.charAt(from) == ' ' && isSign(from + 1) ? from + 1 : from;
        return isSign(signs) ? signs(signs) : spaces(from);
    }

    /// @return -1 where none begins
    private int word(int from) {
        boolean first = !is(from, LETTER | NUMBER | BREAK);
        int second = after(from);
        int end = first ? lowered(second) : -1;
        if (end < 0) {
            end = lowered(from);
        }
        if (end < 0 && first) {
            end = capitals(second);
        }
        return end < 0 ? capitals(from) : end;
    }

    /// Any capitals, then at least one small letter; what has no case is both.
    private int lowered(int from) {
        int capitals = rowOf(CAPITAL, from);
        if (is(capitals, SMALL)) {
            return ending(rowOf(SMALL, capitals));
        }
        for (int at = capitals; at > from; at = before(at)) {
            if (is(before(at), SMALL)) {
                return ending(at);
            }
        }
        return -1;
    }

    private int capitals(int from) {
        int capitals = rowOf(CAPITAL, from);
        return capitals > from ? ending(rowOf(SMALL, capitals)) : -1;
    }

    /// Takes 's 't 're 've 'm 'll 'd along; by the rules of Unicode the long s is an s.
    private int ending(int at) {
        if (at + 1 >= length || text.charAt(at) != '\'') {
            return at;
        }
        char one = lower(text.charAt(at + 1));
        if (one == 's' || one == 't' || one == 'm' || one == 'd') {
            return at + 2;
        }
        char two = at + 2 < length ? lower(text.charAt(at + 2)) : 0;
        boolean both = ((one == 'r' || one == 'v') && two == 'e') || (one == 'l' && two == 'l');
        return both ? at + 3 : at;
    }

    private static char lower(char c) {
        return c == 'ſ' ? 's' : c >= 'A' && c <= 'Z' ? (char) (c + ' ') : c;
    }

    private int signs(int from) {
        int at = from;
        while (isSign(at)) {
            at = after(at);
        }
        while (at < length && (text.charAt(at) == '/' || is(at, BREAK))) {
            at++;
        }
        return at;
    }

    /// Up to the last line break, else all but the one character that goes with what follows.
    private int spaces(int from) {
        int end = rowOf(SPACE, from);
        for (int at = end; at > from; at--) {
            if (is(at - 1, BREAK)) {
                return at;
            }
        }
        return end == length || end - from == 1 ? end : end - 1;
    }
}
