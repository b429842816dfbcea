// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import afterword.contract.Conversation;
import afterword.contract.Role;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Formats a conversation: one line a turn, numbered as in the conversation, hostile text made
/// harmless, private pieces replaced, within a number of tokens.
///
/// What people said is hostile until shown otherwise. Each turn stays on its one line, so that no
/// text can pretend to be a turn; markers of roles and of chat templates are disarmed; characters
/// that hide or reorder text are taken out, before private pieces are looked for, so that they
/// cannot hide those either. [Fence] marks where the whole begins and ends.
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
        int cut = 0;
        if (text.getBytes(StandardCharsets.UTF_8).length > budget) {
            var shortened = TokenBudget.shorten(lines.each(), budget, tokenizer);
            text = String.join("\n", shortened.lines());
            cut = shortened.cut();
        }
        return new Transcript(
                text, lines.count() - cut, cut, lines.neutralised(), lines.redactions());
    }
}
