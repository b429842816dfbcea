// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
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
    ///
    /// Written by hand between the years 0 and 9999, since each event has some dozen of them: the
    /// formatter took 7 % of the gateway's CPU.
    public static String time(Instant instant) {
        long day = Math.floorDiv(instant.getEpochSecond(), 86_400L);
        var date = LocalDate.ofEpochDay(day);
        if (date.getYear() < 0 || date.getYear() > 9_999) {
            return UTC_MILLIS.format(instant);
        }
        int second = (int) (instant.getEpochSecond() - day * 86_400L);
        var text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
        digits(text, 3, date.getYear());
        digits(text, 6, date.getMonthValue());
        digits(text, 9, date.getDayOfMonth());
        digits(text, 12, second / 3_600);
        digits(text, 15, second / 60 % 60);
        digits(text, 18, second % 60);
        digits(text, 22, instant.getNano() / 1_000_000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// Writes a number so that its last digit stands at `last`.
    private static void digits(byte[] text, int last, int number) {
        int at = last;
        for (int left = number; left > 0; left /= 10) {
            text[at--] = (byte) ('0' + left % 10);
        }
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
