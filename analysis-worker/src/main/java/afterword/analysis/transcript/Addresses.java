// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Recognises IP addresses. Forms of IPv6: RFC 4291 §2.2.
final class Addresses {

    /// Longest text of an IPv6 address, with an IPv4 tail.
    static final int LONGEST = 45;

    private static final int GROUPS = 8;
    private static final int WRONG = -GROUPS;

    private Addresses() {}

    /// The end of the IPv4 address that begins here, or -1.
    ///
    /// Four numbers of 0 to 255 without leading zeros; a fifth one behind them makes it a version.
    static int v4End(CharSequence text, int start) {
        int i = start;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (i >= text.length() || text.charAt(i) != '.') {
                    return -1;
                }
                i++;
            }
            i = octetEnd(text, i);
            if (i < 0) {
                return -1;
            }
        }
        return endsHere(text, i) ? i : -1;
    }

    private static int octetEnd(CharSequence text, int start) {
        int value = 0;
        int i = start;
        while (i < text.length() && i - start < 4 && isAsciiDigit(text.charAt(i))) {
            value = value * 10 + text.charAt(i) - '0';
            i++;
        }
        boolean padded = i - start > 1 && text.charAt(start) == '0';
        return i == start || i - start > 3 || padded || value > 255 ? -1 : i;
    }

    private static boolean endsHere(CharSequence text, int end) {
        if (end == text.length()) {
            return true;
        }
        char next = text.charAt(end);
        if (next == '.' || next == '-') {
            return end + 1 == text.length() || !Alphabet.isDigit(text.charAt(end + 1));
        }
        return !Alphabet.isWord(next);
    }

    private static boolean isAsciiDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Where a run of what IPv6 addresses consist of ends, at most one character behind the longest
    /// address.
    static int v6RunEnd(CharSequence text, int start) {
        int most = Math.min(text.length(), start + LONGEST + 1);
        int i = start;
        while (i < most && isV6(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isV6(char c) {
        return Alphabet.isHex(c) || c == ':' || c == '.';
    }

    /// The run without the full stop or colon of the sentence around it.
    static int trimmed(CharSequence text, int start, int end) {
        int i = end;
        while (i > start && text.charAt(i - 1) == '.') {
            i--;
        }
        boolean lone = i - start > 1 && text.charAt(i - 1) == ':' && text.charAt(i - 2) != ':';
        return lone ? i - 1 : i;
    }

    /// Whether this is an IPv6 address and nothing else. At least two groups and one digit, so that
    /// `::` of programming languages does not count.
    static boolean isV6(CharSequence text, int start, int end) {
        int gap = gap(text, start, end);
        if (gap < 0) {
            return groups(text, start, end, true) == GROUPS;
        }
        int head = groups(text, start, gap, false);
        int tail = groups(text, gap + 2, end, true);
        int groups = head + tail;
        return head >= 0
                && tail >= 0
                && groups >= 2
                && groups < GROUPS
                && hasDigit(text, start, end);
    }

    /// Index of the first `::`, or -1.
    private static int gap(CharSequence text, int start, int end) {
        for (int i = start; i + 1 < end; i++) {
            if (text.charAt(i) == ':' && text.charAt(i + 1) == ':') {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasDigit(CharSequence text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Alphabet.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /// How many groups stand here between single colons; none when empty, less than none when one
    /// is wrong.
    ///
    /// @param tail whether the last one may be an IPv4 address, which counts twice
    private static int groups(CharSequence text, int start, int end, boolean tail) {
        int groups = 0;
        int i = start;
        while (i < end) {
            int group = i;
            while (i < end && Alphabet.isHex(text.charAt(i))) {
                i++;
            }
            if (tail && i < end && text.charAt(i) == '.') {
                return v4End(text, group) == end ? groups + 2 : WRONG;
            }
            boolean whole = i == end || (text.charAt(i) == ':' && i + 1 < end);
            if (i == group || i - group > 4 || !whole) {
                return WRONG;
            }
            groups++;
            i++;
        }
        return groups;
    }
}
