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
    /// @param said what stood in the place of an answer, for a repair; null where there is nothing
    ///   to repair. What a model made of what people said: never logged
    record Unusable(CallClass why, Usage usage, @Nullable String said) implements Reading {

        /// Nothing to repair.
        public Unusable(CallClass why, Usage usage) {
            this(why, usage, null);
        }

        /// Shows none of what was said.
        @Override
        public String toString() {
            return "Unusable[" + why + "]";
        }
    }

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

        /// Tokens of question and answer; 0 when the reply does not say.
        public long total() {
            return (inputTokens == null ? 0 : inputTokens)
                    + (outputTokens == null ? 0 : outputTokens);
        }

        /// A reply that says nothing.
        public static final Usage UNKNOWN = new Usage(null, null, null);
    }
}
