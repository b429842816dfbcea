// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event with its analyses: the answer of `GET /v1/events/{id}`, an item of the feed, and the
/// data of a published outcome.
///
/// @param analyses by name, in the order of their definition; empty before the run is claimed
/// @param revision counts how often the event was closed, from 1; null before the first end
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventView(
        UUID eventId,
        String conversationId,
        String userId,
        @Nullable String botId,
        EventStatus status,
        @Nullable Reason reason,
        @Nullable Integer revision,
        Instant acceptedAt,
        @Nullable Instant endedAt,
        Map<String, AnalysisView> analyses) {}
