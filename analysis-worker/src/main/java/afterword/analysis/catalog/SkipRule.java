// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.contract.Conversation;
import java.util.Set;

/// When an analysis is not worth a call.
///
/// @param minTurns non-empty turns of both sides below which it is skipped
/// @param botTypes types it is for; empty: all
public record SkipRule(int minTurns, Set<String> botTypes) {

    /// Never skips.
    public static final SkipRule NONE = new SkipRule(0, Set.of());

    public SkipRule {
        if (minTurns < 0) {
            throw new IllegalArgumentException("skip.min-turns is not negative");
        }
        botTypes = Set.copyOf(botTypes);
    }

    /// Whether the analysis is to be skipped for a conversation.
    public boolean skips(Conversation conversation) {
        var type = conversation.botType();
        return conversation.turns().size() < minTurns
                || (!botTypes.isEmpty() && (type == null || !botTypes.contains(type)));
    }
}
