// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.util.ArrayList;
import java.util.List;

/// Shortens a transcript to a number of tokens: head and tail stay, the middle is left out at turn
/// borders, and the cut is said. Used once.
///
/// Walk through it: [#takeEnds] takes the first and the last line, cut by code points only if the
/// two are larger than all there is; then [#shorten] takes lines from the side that has had fewer
/// tokens until the next one does not fit on either. Each line is counted at most once, none after
/// the budget is full, and none once all the rest fits even if each of its bytes were a token.
final class TokenBudget {

    /// Tokens for saying what was left out, three times at most.
    private static final int NOTICES = 45;

    private static final int LEAST = 20; // tokens that stay of a turn whatever the budget
    private static final int PLACEHOLDER = 20; // characters

    /// What is shown.
    ///
    /// @param cut turns left out of the middle
    record Shortened(List<String> lines, int cut) {}

    /// The start or the end of the conversation.
    private static final class Side {

        private long used; // tokens
        private boolean open = true; // the next line may fit
    }

    private final List<String> lines;
    private final Tokenizer tokenizer;
    private final Side start = new Side();
    private final Side end = new Side();
    private int head; // first line not taken from the start
    private int tail; // first line taken from the end
    private long left; // tokens
    private long bytesLeft; // of the lines not taken, with their line breaks

    private TokenBudget(List<String> lines, int tokens, Tokenizer tokenizer) {
        this.lines = new ArrayList<>(lines);
        this.tokenizer = tokenizer;
        this.left = (long) tokens - NOTICES;
        this.tail = lines.size();
        this.bytesLeft = lines.stream().mapToLong(TokenBudget::bytes).sum();
    }

    /// Shortens lines.
    ///
    /// @param lines at least one
    /// @param tokens of all that is shown, line breaks and notices included, at least
    ///   [InputPolicy#LEAST]
    static Shortened shorten(List<String> lines, int tokens, Tokenizer tokenizer) {
        return new TokenBudget(lines, tokens, tokenizer).shorten();
    }

    private Shortened shorten() {
        takeEnds();
        while (head < tail && (start.open || end.open)) {
            if (bytesLeft <= left) {
                head = tail;
            } else if (start.open && (start.used <= end.used || !end.open)) {
                head += take(start, head);
            } else {
                tail -= take(end, tail - 1);
            }
        }
        return shown();
    }

    private void takeEnds() {
        long first = tokens(head);
        if (lines.size() == 1) {
            takeEnd(start, head++, first, left);
            return;
        }
        long last = tokens(tail - 1);
        long half = left / 2;
        long all = left;
        takeEnd(
                start,
                head++,
                first,
                last <= half ? all - last : first + last <= all ? first : half);
        takeEnd(end, --tail, last, first <= half ? all - first : first + last <= all ? last : half);
    }

    /// @param share tokens it may have
    private void takeEnd(Side side, int index, long tokens, long share) {
        bytesLeft -= bytes(lines.get(index));
        long most = Math.max(share, LEAST);
        if (tokens > most) {
            lines.set(index, cut(lines.get(index), (int) most));
        }
        side.used = Math.min(tokens, most);
        left -= side.used;
    }

    /// @return 1 if the line fits, else 0
    private int take(Side side, int index) {
        long tokens = tokens(index);
        side.open = tokens <= left;
        if (!side.open) {
            return 0;
        }
        side.used += tokens;
        left -= tokens;
        bytesLeft -= bytes(lines.get(index));
        return 1;
    }

    private long tokens(int index) {
        return tokenizer.count(lines.get(index)) + 1L;
    }

    private String cut(String line, int tokens) {
        int kept = beforePlaceholder(line, tokenizer.fitting(line, tokens));
        int gone = line.codePointCount(kept, line.length());
        return gone == 0
                ? line
                : line.substring(0, kept) + " [… " + gone + " characters left out …]";
    }

    /// Half a placeholder could not be put back.
    private static int beforePlaceholder(String line, int end) {
        int bracket = line.lastIndexOf('[', end - 1);
        boolean near = bracket >= 0 && end - bracket < PLACEHOLDER;
        int close = near ? line.indexOf(']', bracket) : -1;
        return close >= end && close - bracket < PLACEHOLDER ? bracket : end;
    }

    private Shortened shown() {
        var shown = new ArrayList<>(lines.subList(0, head));
        if (head < tail) {
            shown.add("[… " + (tail - head) + " turns left out …]");
        }
        shown.addAll(lines.subList(tail, lines.size()));
        return new Shortened(shown, tail - head);
    }

    /// In UTF-8, with a line break.
    private static long bytes(String line) {
        long bytes = 1;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
