// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds the wanted form of an answer in the words of a prompt, for callers whose provider knows no
/// `json_schema`.
final class PromptedSchema {

    private static final int TRIES = 64;
    private static final Pattern MEMORIES = Pattern.compile("\"memories\"\\s*:");

    private static final JsonMapper FIRST_VALUE =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private PromptedSchema() {}

    /// A JSON Schema that stands in a message, else one made of the known results that are named.
    static @Nullable JsonNode find(List<Transcript.Message> messages) {
        for (var message : messages) {
            var schema = written(message.text());
            if (schema != null) {
                return schema;
            }
        }
        return named(messages);
    }

    private static @Nullable JsonNode written(String text) {
        int at = text.indexOf('{');
        for (int tries = 0; at >= 0 && tries < TRIES; tries++) {
            try {
                var tree = FIRST_VALUE.readTree(text.substring(at));
                if (tree.path("properties").isObject()) {
                    return tree;
                }
            } catch (JacksonException _) {
                // a brace of the prose
            }
            at = text.indexOf('{', at + 1);
        }
        return null;
    }

    private static @Nullable JsonNode named(List<Transcript.Message> messages) {
        for (var message : messages) {
            if (message.text().contains("user_initiated_questions")) {
                return Json.read(
                        """
                        {"properties":{"user_initiated_questions":{"type":"integer"},
                        "questions":{"type":"array","items":{"type":"string"}}}}\
                        """);
            }
            if (message.text().contains("session_emotion")) {
                return Json.read("{\"properties\":{\"session_emotion\":{\"type\":\"string\"}}}");
            }
            if (MEMORIES.matcher(message.text()).find()) {
                return Json.read(
                        "{\"properties\":{\"memories\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}");
            }
        }
        return null;
    }
}
