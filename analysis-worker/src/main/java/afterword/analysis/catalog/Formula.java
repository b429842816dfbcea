// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.contract.Conversation;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Computes a derived analysis. Pure and quick.
@FunctionalInterface
public interface Formula {

    /// Computes the result.
    ///
    /// @param inputs results of the run so far by name, its inputs among them
    JsonNode compute(Conversation conversation, Map<String, JsonNode> inputs);
}
