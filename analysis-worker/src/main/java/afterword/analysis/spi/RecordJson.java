// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Answers as records and back: fields in snake case, enumerations in lower case.
public final class RecordJson {

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private static final JsonMapper LENIENT =
            STRICT.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private RecordJson() {}

    /// The name of a component in JSON.
    static String name(String component) {
        return component
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(java.util.Locale.ROOT);
    }

    /// Reads an answer.
    ///
    /// @throws IllegalArgumentException when it is not one, or the record refuses it; says no more
    ///   than that, since answers hold what people said
    public static <T extends Record> T read(JsonNode answer, Class<T> type) {
        return read(STRICT, answer, type);
    }

    static <T extends Record> T lenient(JsonNode answer, Class<T> type) {
        return read(LENIENT, answer, type);
    }

    private static <T extends Record> T read(JsonMapper mapper, JsonNode answer, Class<T> type) {
        try {
            return mapper.treeToValue(answer, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName(), e);
        }
    }

    /// Writes an answer.
    public static ObjectNode write(Record answer) {
        return STRICT.valueToTree(answer);
    }
}
