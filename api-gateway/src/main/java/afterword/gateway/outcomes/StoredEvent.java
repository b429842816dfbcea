// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.contract.EventStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event as the views show it, with the parts of its current generation.
///
/// @param place position in the list it was read for: of the feed, or its time in µs
record StoredEvent(Row row, long place, List<Part> parts) {

    StoredEvent(Row row, long place) {
        this(row, place, new ArrayList<>(4));
    }

    /// Columns of `events.event_v1`.
    ///
    /// @param status already `PROCESSING` where a run was claimed
    record Row(
            OutcomeStore.Key key,
            EventStatus status,
            @Nullable String reason,
            @Nullable String conversationId,
            @Nullable String userId,
            @Nullable String botId,
            @Nullable Integer revision,
            Instant acceptedAt,
            @Nullable Instant endedAt) {}

    /// Columns of `analysis.outcome_v1`.
    ///
    /// @param result JSON as stored, passed on unread
    record Part(
            String name,
            String status,
            @Nullable String reason,
            @Nullable Integer version,
            @Nullable String result,
            @Nullable String model,
            @Nullable Integer attempts,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Long costNanos,
            @Nullable Long durationMs,
            @Nullable Instant retryAt) {}
}
