// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills fields that we count ourselves, since models miscount.
///
/// @param counts field → array whose size it is
record Counts(Map<String, String> counts) implements AnswerSchema.Finish {

    Counts {
        counts = Map.copyOf(counts);
    }

    @Override
    public JsonNode of(JsonNode answer) {
        if (!(answer.deepCopy() instanceof ObjectNode copy)) {
            return answer;
        }
        counts.forEach((field, array) -> copy.put(field, copy.path(array).size()));
        return copy;
    }
}
