// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.contract.Conversation;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32C;

/// When an analysis is not worth a call.
///
/// @param minTurns non-empty turns of both sides below which it is skipped
/// @param botTypes types it is for; empty: all
/// @param sample share of the conversations that it is for, above 0 to 1; by their ids, so that a
///   repeat and every analysis with the same share choose the same ones
public record SkipRule(int minTurns, Set<String> botTypes, double sample) {

    /// Never skips.
    public static final SkipRule NONE = new SkipRule(0, Set.of(), 1);

    private static final double HASHES = 1L << 32;

    public SkipRule {
        if (minTurns < 0) {
            throw new IllegalArgumentException("skip.min-turns is not negative");
        }
        if (!(sample > 0 && sample <= 1)) {
            throw new IllegalArgumentException("skip.sample is above 0, at most 1");
        }
        botTypes = Set.copyOf(botTypes);
    }

    /// Whether the analysis is to be skipped for a conversation.
    public boolean skips(Conversation conversation) {
        var type = conversation.botType();
        return conversation.turns().size() < minTurns
                || (!botTypes.isEmpty() && (type == null || !botTypes.contains(type)))
                || !sampled(conversation.conversationId());
    }

    private boolean sampled(String conversationId) {
        if (sample == 1) {
            return true;
        }
        var hash = new CRC32C();
        hash.update(conversationId.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() < sample * HASHES;
    }
}
