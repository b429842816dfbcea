// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a raw reply says.
public sealed interface Reading {

    /// What it used.
    Usage usage();

    /// A complete answer; whether it fits its schema is not known yet.
    record Answer(JsonNode json, Usage usage) implements Reading {}

    /// Complete, but no answer.
    ///
    /// @param why never [CallClass#OK]
    record Unusable(CallClass why, Usage usage) implements Reading {}

    /// What a reply says it used.
    ///
    /// @param model that answered; null when the reply does not say
    /// @param inputTokens null when the reply does not say
    /// @param cachedTokens of the input tokens, those that the provider had cached; null when the
    ///   reply does not say
    record Usage(
            @Nullable String model,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Long cachedTokens) {

        /// Without a word about caches.
        public Usage(
                @Nullable String model, @Nullable Long inputTokens, @Nullable Long outputTokens) {
            this(model, inputTokens, outputTokens, null);
        }

        /// A reply that says nothing.
        public static final Usage UNKNOWN = new Usage(null, null, null);
    }
}
