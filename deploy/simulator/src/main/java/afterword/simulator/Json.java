// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The simulator's JSON.
final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A record as a tree, with snake_case names.
    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static byte[] write(JsonNode tree) {
        return MAPPER.writeValueAsBytes(tree);
    }

    static String text(JsonNode tree) {
        return MAPPER.writeValueAsString(tree);
    }

    /// Reads a tree.
    ///
    /// @throws tools.jackson.core.JacksonException when the bytes are not JSON
    static JsonNode read(byte[] json) {
        return MAPPER.readTree(json);
    }

    /// Reads a tree.
    ///
    /// @throws tools.jackson.core.JacksonException when the text is not JSON
    static JsonNode read(String json) {
        return MAPPER.readTree(json);
    }
}
