// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Dead letters as operators see them: never the body.
final class Letters {

    private Letters() {}

    /// A dead letter in a list.
    ///
    /// @param eventId where it could be told
    /// @param attempts how often the same bytes failed at the same place
    record Item(
            String id,
            String reason,
            String stage,
            String origin,
            String channel,
            @Nullable UUID eventId,
            @Nullable String conversationId,
            int attempts,
            Instant firstSeen,
            Instant lastSeen,
            String state,
            boolean hasBody,
            int replays) {}

    /// A page.
    ///
    /// @param next null on the last
    record Page(List<Item> items, @Nullable String next) {}

    /// A dead letter by itself.
    ///
    /// @param headers those that a replay keeps; null for a value that may be private
    /// @param bodyHash SHA-256, hexadecimal
    /// @param commandId the last order that sent it once more
    record Detail(
            @JsonUnwrapped Item letter,
            @Nullable String detail,
            Map<String, @Nullable String> headers,
            long bodyBytes,
            String bodyHash,
            @Nullable UUID commandId,
            @Nullable Instant replayedAt) {}
}
