// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Fills a JSON Schema: properties that the findings know get what was found, all others something
/// that is valid.
///
/// Understands `type`, `properties`, `required`, `items`, `enum`, `const`, `anyOf`, `oneOf`,
/// `allOf` (its first member), `$ref` within the document, and the bounds of numbers, texts and
/// arrays; not `pattern` and not conditions. A schema without `required` gets all its properties.
final class SchemaFiller {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 12;
    private static final Set<String> KNOWN =
            Set.of("user_initiated_questions", "questions", "session_emotion", "memories");

    private final JsonNode root;
    private final Transcript transcript;
    private final Findings findings;

    SchemaFiller(JsonNode root, Transcript transcript, Findings findings) {
        this.root = root;
        this.transcript = transcript;
        this.findings = findings;
    }

    /// A valid instance of the root schema.
    JsonNode fill() {
        return value(root, "", 0);
    }

    private JsonNode value(JsonNode given, String name, int depth) {
        var schema = resolved(given, 0);
        if (depth > DEEPEST) {
            return NODES.nullNode();
        }
        var known = known(schema, name, depth);
        if (known != null) {
            return known;
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return chosen(schema.get("enum"));
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer", "number" -> number(schema, transcript.userTurns().size());
            case "boolean" -> NODES.booleanNode(!findings.questions().isEmpty());
            case "null" -> NODES.nullNode();
            default -> NODES.stringNode(text(schema, name));
        };
    }

    /// What the findings say under this name, where the schema has a place of that kind for it.
    private @Nullable JsonNode known(JsonNode schema, String name, int depth) {
        var type = type(schema);
        return switch (name) {
            case "user_initiated_questions" ->
                    type.equals("integer") || type.equals("number")
                            ? number(schema, findings.questions().size())
                            : null;
            case "questions" ->
                    type.equals("array") && type(items(schema)).equals("string")
                            ? questions(schema)
                            : null;
            case "session_emotion" -> type.equals("string") ? emotion(schema) : null;
            case "memories" -> type.equals("array") ? memories(schema, depth) : null;
            default -> null;
        };
    }

    private JsonNode questions(JsonNode schema) {
        var questions = NODES.arrayNode();
        findings.questions().stream().limit(most(schema)).forEach(questions::add);
        return questions;
    }

    private JsonNode emotion(JsonNode schema) {
        for (var allowed : schema.path("enum")) {
            if (allowed.asString("").equals(findings.emotion())) {
                return allowed;
            }
        }
        return schema.path("enum").isEmpty()
                ? NODES.stringNode(findings.emotion())
                : schema.get("enum").get(0);
    }

    private JsonNode memories(JsonNode schema, int depth) {
        var memories = NODES.arrayNode();
        var each = items(schema);
        findings.memories().stream()
                .limit(most(schema))
                .forEach(memory -> memories.add(memory(each, memory, depth)));
        return memories;
    }

    private JsonNode memory(JsonNode schema, Findings.Memory memory, int depth) {
        if (!type(schema).equals("object")) {
            return NODES.stringNode(memory.text());
        }
        var filled = object(schema, depth + 1);
        var properties = schema.path("properties");
        if (properties.isEmpty() || properties.has("text")) {
            filled.put("text", memory.text());
        }
        if (properties.isEmpty() || properties.has("turns")) {
            var turns = filled.putArray("turns");
            memory.turns().forEach(turns::add);
        }
        return filled;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        var filled = NODES.objectNode();
        var required = new HashSet<String>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        for (var property : schema.path("properties").properties()) {
            var name = property.getKey();
            if (required.isEmpty() || required.contains(name) || KNOWN.contains(name)) {
                filled.set(name, value(property.getValue(), name, depth + 1));
            }
        }
        return filled;
    }

    private ArrayNode array(JsonNode schema, String name, int depth) {
        var filled = NODES.arrayNode();
        long least = Math.max(schema.path("minItems").asLong(0), most(schema) > 0 ? 1 : 0);
        var each = items(schema);
        for (int at = 0; at < least && at < 1000; at++) {
            var item = value(each, name, depth + 1);
            if (schema.path("uniqueItems").asBoolean(false) && contains(filled, item)) {
                item = other(each, item, at);
            }
            filled.add(item);
        }
        return filled;
    }

    private JsonNode other(JsonNode schema, JsonNode taken, int at) {
        var allowed = resolved(schema, 0).path("enum");
        if (at < allowed.size()) {
            return allowed.get(allowed.get(at).equals(taken) ? 0 : at);
        }
        return taken.isNumber()
                ? NODES.numberNode(taken.asLong(0) + at)
                : NODES.stringNode(taken.asString("item") + " " + (at + 1));
    }

    private static boolean contains(ArrayNode items, JsonNode item) {
        for (var present : items) {
            if (present.equals(item)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode items(JsonNode schema) {
        return resolved(schema.path("items"), 0);
    }

    private static long most(JsonNode schema) {
        return schema.path("maxItems").asLong(Long.MAX_VALUE);
    }

    /// The first allowed value whose word the conversation uses, else the first.
    private JsonNode chosen(JsonNode allowed) {
        for (var value : allowed) {
            var word = value.asString("").toLowerCase(Locale.ROOT);
            if (word.length() > 2
                    && transcript.turns().stream()
                            .anyMatch(t -> t.text().toLowerCase(Locale.ROOT).contains(word))) {
                return value;
            }
        }
        return allowed.get(0);
    }

    private static JsonNode number(JsonNode schema, long wanted) {
        double least = bound(schema, "minimum", "exclusiveMinimum", 1, -Double.MAX_VALUE);
        double most = bound(schema, "maximum", "exclusiveMaximum", -1, Double.MAX_VALUE);
        double value = Math.max(least, Math.min(most, (double) wanted));
        double step = schema.path("multipleOf").asDouble(0);
        if (step > 0) {
            value = Math.ceil(value / step) * step;
            value = value > most ? value - step : value;
        }
        return value == Math.rint(value) ? NODES.numberNode((long) value) : NODES.numberNode(value);
    }

    private static double bound(
            JsonNode schema, String closed, String open, int inwards, double none) {
        if (schema.path(closed).isNumber()) {
            return schema.get(closed).asDouble();
        }
        // one whole step inside an open border is valid for integers, half of it for fractions
        double step = type(schema).equals("integer") ? inwards : inwards / 1000.0;
        return schema.path(open).isNumber() ? schema.get(open).asDouble() + step : none;
    }

    private String text(JsonNode schema, String name) {
        var fixed =
                switch (schema.path("format").asString("")) {
                    case "date-time" -> "2026-01-01T00:00:00Z";
                    case "date" -> "2026-01-01";
                    case "time" -> "00:00:00Z";
                    case "email" -> "someone@example.org";
                    case "uri", "url" -> "https://example.org/";
                    case "uuid" -> "00000000-0000-4000-8000-000000000000";
                    default -> null;
                };
        if (fixed != null) {
            return fixed;
        }
        var said = transcript.userTurns().stream().map(Transcript.Turn::text).findFirst();
        var text = said.filter(words -> !words.isBlank()).orElse("simulated " + name);
        int most = (int) Math.min(schema.path("maxLength").asLong(120), 10_000);
        int points = text.codePointCount(0, text.length());
        var cut = points <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
        int least = (int) Math.min(schema.path("minLength").asLong(0), 10_000);
        return cut + ".".repeat(Math.max(0, least - Math.min(points, most)));
    }

    private static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isArray()) {
            for (var one : type) {
                if (!one.asString("").equals("null")) {
                    return one.asString("");
                }
            }
        }
        if (type.isString()) {
            return type.asString();
        }
        if (schema.has("properties")) {
            return "object";
        }
        return schema.has("items") ? "array" : "string";
    }

    /// Follows references and picks the first branch that is not `null`.
    private JsonNode resolved(JsonNode schema, int hops) {
        if (hops > DEEPEST) {
            return NODES.objectNode();
        }
        var reference = schema.path("$ref").asString("");
        if (reference.startsWith("#/")) {
            return resolved(root.at(reference.substring(1)), hops + 1);
        }
        for (var keyword : new String[] {"anyOf", "oneOf", "allOf"}) {
            for (var branch : schema.path(keyword)) {
                if (!branch.path("type").asString("").equals("null")) {
                    return resolved(branch, hops + 1);
                }
            }
        }
        return schema;
    }
}
