// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes a JSON Schema (draft 2020-12) of a record.
///
/// Every field is required and no other allowed, as providers' strict modes want it; a component
/// marked `@Nullable` may be null. Known are texts, numbers, truth values, enumerations, records
/// and lists of those. Pure.
public final class RecordSchema {

    private static final int DEEPEST = 8; // records within records

    private static final Set<Class<?>> WHOLE =
            Set.of(
                    int.class,
                    Integer.class,
                    long.class,
                    Long.class,
                    short.class,
                    Short.class,
                    BigInteger.class);

    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);

    private RecordSchema() {}

    /// The schema of an answer.
    ///
    /// @throws IllegalArgumentException when a component has a type that has no schema here
    public static ObjectNode of(Class<? extends Record> type) {
        return object(type, 0);
    }

    private static ObjectNode object(Class<?> type, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                    type.getSimpleName() + " holds itself, or lies too deep");
        }
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object").put("additionalProperties", false);
        var required = schema.putArray("required");
        var properties = schema.putObject("properties");
        for (var component : type.getRecordComponents()) {
            var name = RecordJson.name(component.getName());
            required.add(name);
            properties.set(name, property(component, depth));
        }
        return schema;
    }

    private static ObjectNode property(RecordComponent component, int depth) {
        var schema = of(component.getGenericType(), component, depth);
        var field = component.getAnnotation(Field.class);
        if (field != null) {
            bound(schema, field);
        }
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            orNull(schema);
        }
        return schema;
    }

    private static ObjectNode of(Type type, RecordComponent component, int depth) {
        return switch (type) {
            case ParameterizedType list
                    when list.getRawType() instanceof Class<?> raw
                            && Collection.class.isAssignableFrom(raw) -> {
                var array = JsonNodeFactory.instance.objectNode().put("type", "array");
                array.set("items", of(list.getActualTypeArguments()[0], component, depth));
                yield array;
            }
            case Class<?> plain when plain.isRecord() -> object(plain, depth + 1);
            case Class<?> plain when plain.isEnum() -> enumeration(plain);
            case Class<?> plain -> simple(plain, component);
            default -> throw unknown(type, component);
        };
    }

    private static ObjectNode enumeration(Class<?> type) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "string");
        var names = schema.putArray("enum");
        Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .forEach(names::add);
        return schema;
    }

    private static ObjectNode simple(Class<?> type, RecordComponent component) {
        String name;
        if (type == String.class) {
            name = "string";
        } else if (type == boolean.class || type == Boolean.class) {
            name = "boolean";
        } else if (WHOLE.contains(type)) {
            name = "integer";
        } else if (NUMBERS.contains(type)) {
            name = "number";
        } else {
            throw unknown(type, component);
        }
        return JsonNodeFactory.instance.objectNode().put("type", name);
    }

    private static IllegalArgumentException unknown(Type type, RecordComponent component) {
        return new IllegalArgumentException(
                component + ": " + type.getTypeName() + " has no schema here");
    }

    private static void bound(ObjectNode schema, Field field) {
        if (!field.value().isEmpty()) {
            schema.put("description", field.value());
        }
        var words =
                switch (schema.path("type").asString("")) {
                    case "string" -> List.of("minLength", "maxLength");
                    case "array" -> List.of("minItems", "maxItems");
                    case "integer", "number" -> List.of("minimum", "maximum");
                    default -> List.<String>of();
                };
        if (!words.isEmpty() && field.least() != Long.MIN_VALUE) {
            schema.put(words.getFirst(), field.least());
        }
        if (!words.isEmpty() && field.most() != Long.MAX_VALUE) {
            schema.put(words.getLast(), field.most());
        }
    }

    private static void orNull(ObjectNode schema) {
        var type = schema.path("type").asString("");
        schema.putArray("type").add(type).add("null");
        if (schema.has("enum")) {
            schema.withArray("enum").addNull();
        }
    }
}
