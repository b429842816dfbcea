// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One question to a model. What people said is in it: never logged.
///
/// @param schemaName name of the schema on the wire, the analysis's
/// @param schema what the answer must look like
/// @param timeout of the whole call
/// @param repair the answer that this call is to mend; null on a first question
/// @param repeatKey the same for every repeat of this very text, so that a provider that knows
///   `Idempotency-Key` bills once; never the same for two texts
public record Prompt(
        String system,
        String user,
        String schemaName,
        JsonNode schema,
        int maxTokens,
        Duration timeout,
        @Nullable Repair repair,
        String repeatKey) {

    /// An answer that does not fit.
    ///
    /// @param said what the model answered, whole
    /// @param rules that it breaks, without quotes of it
    public record Repair(String said, List<String> rules) {

        public Repair {
            rules = List.copyOf(rules);
        }

        /// Shows none of what was said.
        @Override
        public String toString() {
            return "Repair" + rules;
        }
    }

    /// Shows none of what people said.
    @Override
    public String toString() {
        return "Prompt[" + schemaName + ", " + (system.length() + user.length()) + " characters]";
    }
}
