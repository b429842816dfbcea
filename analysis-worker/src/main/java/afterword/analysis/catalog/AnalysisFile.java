// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.spi.Strategy;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The fields of an analysis file, as written. Unknown fields are refused.
///
/// @param formula name of the derived analysis in Java that computes it
/// @param java class that reads the answer; only where a class has written this, not in files
record AnalysisFile(
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) int version,
        @JsonProperty(required = true) Kind kind,
        @Nullable PromptText prompt,
        @Nullable JsonNode schema,
        @Nullable Map<String, String> counts,
        @Nullable ModelText model,
        @Nullable InputText input,
        @Nullable SkipText skip,
        @Nullable List<String> from,
        @Nullable String formula,
        @Nullable String java) {

    /// What does the work.
    enum Kind {
        /// A model.
        PROMPT,
        /// The memory API where one is configured, else a model.
        MEMORY,
        /// A formula over other parts.
        DERIVED
    }

    record PromptText(
            @JsonProperty(required = true) String system,
            @JsonProperty(required = true) String user) {}

    /// @param timeout such as `60s`
    /// @param models places in the order of failover; absent or empty: the usual ones
    /// @param costLimit USD for each part
    record ModelText(
            @Nullable String timeout,
            @Nullable Integer attempts,
            @Nullable Integer maxTokens,
            @Nullable Strategy strategy,
            @Nullable List<String> models,
            @Nullable BigDecimal costLimit) {}

    /// What a model sees of a conversation.
    record InputText(
            @Nullable Set<Speaker> roles,
            @Nullable Boolean redaction,
            @Nullable Integer tokenBudget) {}

    enum Speaker {
        USER,
        BOT
    }

    record SkipText(
            @Nullable Integer minTurns, @Nullable Set<String> botTypes, @Nullable Double sample) {}
}
