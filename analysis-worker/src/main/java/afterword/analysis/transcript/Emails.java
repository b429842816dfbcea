// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Finds the ends of an e-mail address around its `@`. Lengths of the parts: RFC 5321 §4.5.3.1.
final class Emails {

    private static final int LOCAL = 64;
    private static final int DOMAIN = 255;

    private Emails() {}

    /// Where the address begins.
    ///
    /// @param at of the `@`
    /// @param floor reaches back no further
    /// @return `at` when nothing of an address stands before it
    static int start(CharSequence text, int at, int floor) {
        int start = at;
        while (start > floor && at - start < LOCAL && Alphabet.isLocal(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && isEdge(text.charAt(start))) {
            start++;
        }
        return start;
    }

    private static boolean isEdge(char c) {
        return c == '.' || c == '-' || c == '\'';
    }

    /// Where the address ends.
    ///
    /// @return -1 when what follows is no domain of at least two labels, the last of letters
    static int end(CharSequence text, int at) {
        int most = Math.min(text.length(), at + 1 + DOMAIN);
        int end = -1;
        int label = at + 1;
        while (label < most) {
            int i = label;
            while (i < most && Alphabet.isLabel(text.charAt(i))) {
                i++;
            }
            if (i == label) {
                break;
            }
            if (label > at + 1) {
                end = Math.max(end, topLevel(text, label, i));
            }
            if (i == most || text.charAt(i) != '.') {
                break;
            }
            label = i + 1;
        }
        return end;
    }

    /// The end of a top level domain at the start of a label: `com`, also in `com-and`; or `xn--…`.
    private static int topLevel(CharSequence text, int start, int end) {
        int i = start;
        while (i < end && isTopLetter(text.charAt(i))) {
            i++;
        }
        boolean whole = i == end || (text.charAt(i) == '-' && !isPunycode(text, start, i));
        if (whole) {
            return i - start >= 2 ? i : -1;
        }
        return isPunycode(text, start, i) ? end : -1;
    }

    private static boolean isTopLetter(char c) {
        return Alphabet.isLetter(c) || (c >= 0x80 && Alphabet.isLabel(c));
    }

    private static boolean isPunycode(CharSequence text, int start, int dash) {
        return dash == start + 2
                && (text.charAt(start) | 0x20) == 'x'
                && (text.charAt(start + 1) | 0x20) == 'n';
    }
}
