// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Makes JSON that jsonb takes: U+0000 and lone surrogates become U+FFFD, as in what producers
/// send.
///
/// A model may well write them; refusing its answer would cost another call for nothing.
final class Storable {

    private Storable() {}

    static JsonNode json(JsonNode node) {
        return switch (node) {
            case StringNode text -> JsonNodeFactory.instance.stringNode(text(text.stringValue()));
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> copy.add(json(item)));
                yield copy;
            }
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(it -> copy.set(text(it.getKey()), json(it.getValue())));
                yield copy;
            }
            default -> node;
        };
    }

    static String text(String text) {
        if (isStorable(text)) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .map(code -> isStorable(code) ? code : 0xFFFD)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isStorable(String text) {
        return text.codePoints().allMatch(Storable::isStorable);
    }

    private static boolean isStorable(int code) {
        return code != 0 && Character.getType(code) != Character.SURROGATE;
    }
}
