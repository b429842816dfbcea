// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.contract.ContractJson;
import afterword.contract.EventId;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes events as `EventView` has them, with results embedded as they are stored: they are
/// neither parsed nor copied into trees on the way.
final class EventJson {

    private static final int NANOS = 9;
    private static final int ONE_EVENT = 2_048;

    private EventJson() {}

    /// One event.
    static byte[] event(StoredEvent event) {
        var out = new ByteArrayOutputStream(ONE_EVENT);
        try (var json = ContractJson.mapper().createGenerator(out)) {
            write(json, event);
        }
        return out.toByteArray();
    }

    /// An event that is promised and not stored yet: only its id and time are known here.
    static byte[] accepted(EventId id, Instant accepted) {
        var out = new ByteArrayOutputStream(256);
        try (var json = ContractJson.mapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringProperty("event_id", id.toString());
            json.writeStringProperty("status", "ACCEPTED");
            json.writeStringProperty("accepted_at", ContractJson.time(accepted));
            json.writeObjectPropertyStart("analyses");
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /// An event without its parts.
    static byte[] status(StoredEvent event) {
        return event(new StoredEvent(event.row(), event.place(), List.of()));
    }

    /// One part, with its name.
    static byte[] part(StoredEvent.Part part) {
        var out = new ByteArrayOutputStream(512);
        try (var json = ContractJson.mapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringProperty("name", part.name());
            fields(json, part);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /// A page of events.
    ///
    /// @param next null at the end of a list that has one
    static byte[] list(List<StoredEvent> events, @Nullable String next) {
        var out = new ByteArrayOutputStream(64 + ONE_EVENT * events.size());
        try (var json = ContractJson.mapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("items");
            for (var event : events) {
                write(json, event);
            }
            json.writeEndArray();
            json.writeName("next");
            if (next == null) {
                json.writeNull();
            } else {
                json.writeString(next);
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, StoredEvent event) {
        var row = event.row();
        json.writeStartObject();
        json.writeStringProperty("event_id", row.key().id().toString());
        text(json, "conversation_id", row.conversationId());
        text(json, "user_id", row.userId());
        text(json, "bot_id", row.botId());
        json.writeStringProperty("status", row.status().name());
        text(json, "reason", row.reason());
        if (row.revision() != null) {
            json.writeNumberProperty("revision", row.revision());
        }
        json.writeStringProperty("accepted_at", ContractJson.time(row.acceptedAt()));
        time(json, "ended_at", row.endedAt());
        json.writeObjectPropertyStart("analyses");
        for (var part : event.parts()) {
            json.writeName(part.name());
            write(json, part);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, StoredEvent.Part part) {
        json.writeStartObject();
        fields(json, part);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, StoredEvent.Part part) {
        json.writeStringProperty("status", part.status());
        text(json, "reason", part.reason());
        if (part.version() != null) {
            json.writeNumberProperty("version", part.version());
        }
        if (part.result() != null) {
            json.writeName("result");
            json.writeRawValue(part.result());
        }
        text(json, "model", part.model());
        if (part.attempts() != null) {
            json.writeNumberProperty("attempts", part.attempts());
        }
        number(json, "input_tokens", part.inputTokens());
        number(json, "output_tokens", part.outputTokens());
        if (part.costNanos() != null) {
            json.writeName("cost_usd");
            json.writeRawValue(usd(part.costNanos()));
        }
        number(json, "duration_ms", part.durationMs());
        time(json, "retry_at", part.retryAt());
    }

    /// Nano-dollars as a JSON number without exponent: 40,000 is `0.00004`.
    static String usd(long nanos) {
        return nanos == 0
                ? "0"
                : BigDecimal.valueOf(nanos, NANOS).stripTrailingZeros().toPlainString();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant value) {
        if (value != null) {
            json.writeStringProperty(name, ContractJson.time(value));
        }
    }
}
