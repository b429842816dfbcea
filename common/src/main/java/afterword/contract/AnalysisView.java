// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One analysis of an event, as served and as published.
///
/// @param model the model that answered; null where none was called
/// @param costUsd money spent on it, in USD
/// @param retryAt when a parked one is tried again
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnalysisView(
        AnalysisStatus status,
        @Nullable Reason reason,
        @Nullable Integer version,
        @Nullable JsonNode result,
        @Nullable String model,
        @Nullable Integer attempts,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Long durationMs,
        @Nullable Instant retryAt) {}
