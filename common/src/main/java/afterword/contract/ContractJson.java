// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// The one JSON form of the contract's records: snake_case names, UTC times with milliseconds,
/// unknown fields ignored.
///
/// Thread-safe.
public final class ContractJson {

    private static final DateTimeFormatter UTC_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final JsonMapper MAPPER = configure(JsonMapper.builder()).build();

    private ContractJson() {}

    /// Gives a mapper the contract's form; a service hands its own builder in.
    public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        return builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addModule(
                        new SimpleModule("afterword-times")
                                .addSerializer(Instant.class, new MillisSerializer()));
    }

    /// The shared mapper.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// Writes a record as UTF-8 JSON.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// Reads a record.
    ///
    /// @throws JacksonException when the bytes are not such a record
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /// Reads any JSON.
    ///
    /// @throws JacksonException when the text is not JSON
    public static JsonNode tree(String json) {
        return MAPPER.readTree(json);
    }

    /// A time as the contract writes it: UTC, milliseconds, `Z`.
    public static String time(Instant instant) {
        return UTC_MILLIS.format(instant);
    }

    private static final class MillisSerializer extends StdSerializer<Instant> {

        MillisSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(time(value));
        }
    }
}
