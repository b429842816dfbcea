// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// One question to a model. What people said is in it: never logged.
///
/// @param schemaName name of the schema on the wire, the analysis's
/// @param schema what the answer must look like
/// @param timeout of the whole call
/// @param repeatKey the same for every repeat of this very text, so that a provider that knows
///   `Idempotency-Key` bills once; never the same for two texts
public record Prompt(
        String system,
        String user,
        String schemaName,
        JsonNode schema,
        int maxTokens,
        Duration timeout,
        String repeatKey) {

    /// Shows none of what people said.
    @Override
    public String toString() {
        return "Prompt[" + schemaName + ", " + (system.length() + user.length()) + " characters]";
    }
}
