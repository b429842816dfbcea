// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import afterword.contract.Conversation;
import afterword.contract.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/// Formats a conversation: one line a turn, numbered as in the conversation, hostile text made
/// harmless, private pieces replaced, within a number of tokens.
///
/// What people said is hostile until shown otherwise. Each turn stays on its one line, so that no
/// text can pretend to be a turn; markers of roles and of chat templates are disarmed; characters
/// that hide or reorder text are taken out, before private pieces are looked for, so that they
/// cannot hide those either; the whole is fenced by a word that the text cannot contain.
///
/// Pure and thread-safe; the same conversation gives the same transcript and the same placeholders.
/// A computation for the CPU pool; how long it takes: docs/performance.md, Formatting.
public final class TranscriptFormatter {

    private TranscriptFormatter() {}

    /// Formats a whole conversation as it was said.
    public static Transcript format(Conversation conversation, Set<Role> roles) {
        return format(conversation, roles, Integer.MAX_VALUE);
    }

    /// Formats a conversation as it was said, within a limit.
    ///
    /// @param limit characters; a few of the first and of the last turn are kept whatever it is
    public static Transcript format(Conversation conversation, Set<Role> roles, int limit) {
        var lines = new Lines(conversation, roles, false);
        return finished(lines, limit, Characters.COUNTED);
    }

    /// Formats a conversation as an analysis wants it.
    ///
    /// @param tokenizer of the model; asked only where the text has more bytes than the budget has
    ///   tokens
    public static Transcript format(
            Conversation conversation, InputPolicy policy, Tokenizer tokenizer) {
        var lines = new Lines(conversation, policy.roles(), policy.redaction());
        return finished(lines, policy.tokenBudget(), tokenizer);
    }

    private static Transcript finished(Lines lines, int budget, Tokenizer tokenizer) {
        var text = lines.text();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int cut = 0;
        if (bytes.length > budget) {
            var shortened = TokenBudget.shorten(lines.each(), budget, tokenizer);
            text = String.join("\n", shortened.lines());
            bytes = text.getBytes(StandardCharsets.UTF_8);
            cut = shortened.cut();
        }
        return new Transcript(
                boundary(bytes),
                text,
                lines.count() - cut,
                cut,
                lines.neutralised(),
                lines.redactions());
    }

    /// 96 bits of a hash of the text itself. As good as a random word, since nobody can write a
    /// text that contains its own hash, and better for repeats: the same conversation gives the
    /// same prompt, byte for byte, so that caches of providers work.
    private static String boundary(byte[] text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("afterword boundary".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(text), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
