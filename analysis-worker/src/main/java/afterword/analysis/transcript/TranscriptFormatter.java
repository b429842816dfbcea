// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Formats a conversation: one line a turn, numbered as in the conversation, hostile text made
/// harmless.
///
/// What people said is hostile until shown otherwise. Each turn stays on its one line, so that no
/// text can pretend to be a turn; markers of roles and of chat templates are disarmed; characters
/// that hide or reorder text are taken out; the whole is fenced by a word that the text cannot
/// contain.
///
/// Pure and thread-safe. A computation for the CPU pool: about 1 ms for 100 kB.
public final class TranscriptFormatter {

    private TranscriptFormatter() {}

    /// Formats a whole conversation.
    public static Transcript format(Conversation conversation, Set<Role> roles) {
        return format(conversation, roles, Integer.MAX_VALUE);
    }

    /// Formats a conversation within a limit: head and tail stay, the middle is cut at turn
    /// borders, and the cut is said.
    ///
    /// @param roles whose turns are shown
    /// @param limit characters; the first and the last turn are kept whatever their length
    public static Transcript format(Conversation conversation, Set<Role> roles, int limit) {
        var lines = new ArrayList<String>(conversation.turns().size());
        int neutralised = 0;
        for (int i = 0; i < conversation.turns().size(); i++) {
            var turn = conversation.turns().get(i);
            if (roles.contains(turn.role())) {
                var text = new HostileText(turn.text());
                lines.add(line(i + 1, turn, text.harmless()));
                neutralised += text.neutralised();
            }
        }
        int all = lines.size();
        var shown = shorten(lines, limit);
        int kept = shown.size() < all ? shown.size() - 1 : all;
        var text = String.join("\n", shown);
        return new Transcript(boundary(text), text, kept, all - kept, neutralised);
    }

    private static String line(int number, Turn turn, String text) {
        var marker =
                switch (turn.role()) {
                    case USER -> "USER";
                    case BOT -> "BOT";
                };
        return number + ". [" + marker + "]: " + text;
    }

    /// Takes lines alternately from the head and the tail while they fit.
    private static List<String> shorten(List<String> lines, int limit) {
        long total = lines.stream().mapToLong(line -> line.length() + 1L).sum();
        if (total <= limit || lines.size() <= 2) {
            return lines;
        }
        int head = 1;
        int tail = lines.size() - 1;
        long used = lines.getFirst().length() + lines.getLast().length() + 2L;
        while (head < tail) {
            int next = head <= lines.size() - tail ? head : tail - 1;
            used += lines.get(next).length() + 1L;
            if (used > limit) {
                break;
            }
            if (next == head) {
                head++;
            } else {
                tail--;
            }
        }
        if (head == tail) {
            return lines;
        }
        var shown = new ArrayList<>(lines.subList(0, head));
        shown.add("[… " + (tail - head) + " turns left out …]");
        shown.addAll(lines.subList(tail, lines.size()));
        return shown;
    }

    /// 96 bits of a hash of the text itself. As good as a random word, since nobody can write a
    /// text that contains its own hash, and better for repeats: the same conversation gives the
    /// same prompt, byte for byte, so that caches of providers work.
    private static String boundary(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("afterword boundary".getBytes(StandardCharsets.UTF_8));
            var hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
