// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What stands for which private text in one transcript; the way back.
///
/// Lives as long as the call: kept nowhere, since the same conversation gives the same placeholders
/// again. For the tenant's own results only; logs, journals and other tenants see placeholders.
/// Immutable.
public final class Redactions {

    private static final String[] KINDS =
            Arrays.stream(PrivateKind.values()).map(Enum::name).toArray(String[]::new);

    /// Nothing was replaced.
    public static final Redactions NONE = new Redactions(Map.of());

    /// By how many characters restoring may lengthen one result. A model that repeats a short
    /// placeholder of a long text could otherwise fill the memory. Source: the bound of a reply.
    static final int GROWTH = 1 << 20;

    private static final int LONGEST = 20; // characters of a placeholder

    private final Map<String, String> originals; // by placeholder

    private Redactions(Map<String, String> originals) {
        this.originals = originals;
    }

    /// @param placeholders by original
    static Redactions of(Map<String, String> placeholders) {
        var originals = HashMap.<String, String>newHashMap(placeholders.size());
        placeholders.forEach((original, placeholder) -> originals.put(placeholder, original));
        return new Redactions(originals);
    }

    /// Whether this part of a text is the name of a kind.
    static boolean isKind(CharSequence text, int start, int end) {
        for (var kind : KINDS) {
            if (kind.length() == end - start && kind.contentEquals(text.subSequence(start, end))) {
                return true;
            }
        }
        return false;
    }

    /// How many different texts were replaced.
    public int size() {
        return originals.size();
    }

    /// Puts the originals back into all strings of a result. Names of fields stay.
    public JsonNode restore(JsonNode result) {
        return originals.isEmpty() ? result : new Restorer().node(result);
    }

    /// Puts the originals back, in one pass: what an original says is not looked at again.
    public String restore(String text) {
        return originals.isEmpty() ? text : new Restorer().text(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Redactions same && originals.equals(same.originals);
    }

    @Override
    public int hashCode() {
        return originals.hashCode();
    }

    /// Shows none of what people said.
    @Override
    public String toString() {
        return "Redactions[" + originals.size() + "]";
    }

    /// One result, with what is left of its growth.
    private final class Restorer {

        private int growth = GROWTH;

        JsonNode node(JsonNode node) {
            return switch (node) {
                case ObjectNode object -> object(object);
                case ArrayNode array -> array(array);
                case JsonNode text when text.isString() ->
                        JsonNodeFactory.instance.stringNode(text(text.stringValue()));
                case JsonNode other -> other;
            };
        }

        private JsonNode object(ObjectNode object) {
            var restored = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(field -> restored.set(field.getKey(), node(field.getValue())));
            return restored;
        }

        private JsonNode array(ArrayNode array) {
            var restored = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> restored.add(node(element)));
            return restored;
        }

        String text(String text) {
            int bracket = text.indexOf('[');
            if (bracket < 0) {
                return text;
            }
            var out = new StringBuilder(text.length() + 32);
            int copied = 0;
            while (bracket >= 0) {
                int end = end(text, bracket);
                var original = end < 0 ? null : originals.get(text.substring(bracket, end));
                if (original != null && original.length() <= growth) {
                    growth -= original.length();
                    out.append(text, copied, bracket).append(original);
                    copied = end;
                }
                bracket = text.indexOf('[', Math.max(copied, bracket + 1));
            }
            return out.append(text, copied, text.length()).toString();
        }

        /// Behind the closing bracket, or -1 when it is too far away.
        private static int end(String text, int bracket) {
            int most = Math.min(text.length(), bracket + LONGEST);
            for (int i = bracket + 1; i < most; i++) {
                if (text.charAt(i) == ']') {
                    return i + 1;
                }
            }
            return -1;
        }
    }
}
