// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// A number as people write it: `+49 (0)30 123-4567` is five groups of digits.
///
/// Reads a bounded piece of text: at most [#DIGITS] digits in [#GROUPS] groups with at most three
/// characters between two of them. Used again and again by one thread.
final class DigitGroups {

    static final int DIGITS = 20;
    static final int GROUPS = 7;
    private static final int GAP = 3;

    /// What stands behind a group.
    enum Joint {
        /// Nothing that belongs to a number.
        END,
        /// A space or a slash: another number may begin.
        LOOSE,
        /// A hyphen, a dot, a bracket: the number goes on.
        GLUED,
        /// A letter or an at sign: this is no number.
        TAINTED
    }

    private final int[] ends = new int[GROUPS];
    private final int[] sums = new int[GROUPS]; // digits up to and with a group
    private final Joint[] joints = new Joint[GROUPS];
    private final byte[] digits = new byte[DIGITS];
    private int groups;
    private int count; // of digits
    private boolean plus;
    private boolean bracket;

    /// Reads what begins here.
    ///
    /// @param start of a digit, a plus or an opening bracket
    /// @return whether there is at least one group
    boolean read(CharSequence text, int start) {
        groups = 0;
        count = 0;
        int i = start;
        i += text.charAt(i) == '(' ? 1 : 0;
        plus = i < text.length() && isPlus(text.charAt(i));
        i += plus ? 1 : 0;
        if (plus && i < text.length() && text.charAt(i) == '(') {
            i++;
        }
        while (groups < GROUPS) {
            int end = readGroup(text, i);
            if (end < 0) {
                break;
            }
            i = afterGap(text, end);
            joints[groups] = joint(text, end, i);
            groups++;
            if (i < 0) {
                break;
            }
        }
        bracket =
                groups > 0
                        && text.charAt(start) == '('
                        && ends[0] < text.length()
                        && text.charAt(ends[0]) == ')';
        return groups > 0;
    }

    private static boolean isPlus(char c) {
        return c == '+' || c == '＋';
    }

    /// @return its end; -1 when there is none, or too long a one
    private int readGroup(CharSequence text, int start) {
        int i = start;
        int had = count;
        while (i < text.length() && Alphabet.isDigit(text.charAt(i))) {
            if (count == DIGITS) {
                count = had;
                return -1;
            }
            digits[count++] = (byte) Alphabet.digit(text.charAt(i));
            i++;
        }
        if (i == start) {
            return -1;
        }
        ends[groups] = i;
        sums[groups] = count;
        return i;
    }

    /// Where the next group begins, or -1 when none does.
    private static int afterGap(CharSequence text, int end) {
        int i = end;
        while (i < text.length() && i - end < GAP && Alphabet.isGap(text.charAt(i))) {
            i++;
        }
        return i > end && i < text.length() && Alphabet.isDigit(text.charAt(i)) ? i : -1;
    }

    private static Joint joint(CharSequence text, int end, int next) {
        if (next < 0) {
            return end < text.length() && taints(text.charAt(end)) ? Joint.TAINTED : Joint.END;
        }
        for (int i = end; i < next; i++) {
            if (Alphabet.isSpace(text.charAt(i)) || text.charAt(i) == '/') {
                return Joint.LOOSE;
            }
        }
        return Joint.GLUED;
    }

    private static boolean taints(char c) {
        return Alphabet.isWord(c) || c == '@' || c == '＠';
    }

    boolean plus() {
        return plus;
    }

    /// Whether the first group stands in brackets.
    boolean bracket() {
        return bracket;
    }

    int groups() {
        return groups;
    }

    /// Digits of the first groups.
    int sum(int groups) {
        return groups == 0 ? 0 : sums[groups - 1];
    }

    /// Digits of one group, counted from 0.
    int size(int group) {
        return sum(group + 1) - sum(group);
    }

    int digit(int position) {
        return digits[position];
    }

    /// The number that a group of up to nine digits spells.
    int value(int group) {
        int value = 0;
        for (int i = sum(group); i < sum(group + 1); i++) {
            value = value * 10 + digits[i];
        }
        return value;
    }

    Joint joint(int group) {
        return joints[group];
    }

    /// Whether a number may end after so many groups.
    boolean mayEnd(int groups) {
        return joints[groups - 1] == Joint.END || joints[groups - 1] == Joint.LOOSE;
    }

    /// Position in the text behind so many groups.
    int end(int groups) {
        return ends[groups - 1];
    }

    /// Whether the first groups have these sizes.
    boolean startsWith(int... sizes) {
        if (groups < sizes.length || !mayEnd(sizes.length)) {
            return false;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (size(i) != sizes[i]) {
                return false;
            }
        }
        return true;
    }
}
