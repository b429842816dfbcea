// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A finished conversation in canonical form.
///
/// @param conversationId 1 to 128 of `[A-Za-z0-9._:@+-]`
/// @param userId same alphabet
/// @param start null when the producer gave none
/// @param turns the non-empty turns in order; empty when nothing was said
/// @param metadata unknown fields as a JSON object, numbers as text; null when there are none
public record Conversation(
        String conversationId,
        String userId,
        @Nullable String botId,
        @Nullable String botName,
        @Nullable String botType,
        @Nullable Instant start,
        Instant end,
        List<Turn> turns,
        @Nullable String metadata) {

    public Conversation {
        turns = List.copyOf(turns);
    }

    /// Turns spoken by the user.
    public int userTurns() {
        return (int) turns.stream().filter(turn -> turn.role() == Role.USER).count();
    }
}
