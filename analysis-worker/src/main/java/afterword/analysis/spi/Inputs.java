// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Results of the analyses that a derived one names. Immutable.
public final class Inputs {

    private final Map<String, JsonNode> results;

    /// @param results by name
    public Inputs(Map<String, JsonNode> results) {
        this.results = Map.copyOf(results);
    }

    /// A result as it is stored; missing when it was not named.
    public JsonNode json(String name) {
        return results.getOrDefault(name, JsonNodeFactory.instance.missingNode());
    }

    /// A result as a record; further fields of it are passed over.
    ///
    /// @throws IllegalArgumentException when the record does not fit
    public <T extends Record> T as(String name, Class<T> type) {
        return RecordJson.lenient(json(name), type);
    }
}
