// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes the canonical bytes of a conversation: fixed field order, one spelling of each field,
/// UTF-8, no white space.
final class CanonicalWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private CanonicalWriter() {}

    static byte[] write(Conversation conversation, Map<String, @Nullable Object> metadata) {
        var bytes = new ByteArrayOutputStream(sizeHint(conversation));
        try (var out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeStringProperty("conversation_id", conversation.conversationId());
            out.writeStringProperty("user_id", conversation.userId());
            optional(out, "bot_id", conversation.botId());
            optional(out, "bot_name", conversation.botName());
            optional(out, "bot_type", conversation.botType());
            if (conversation.start() != null) {
                out.writeStringProperty("start_time", ContractJson.time(conversation.start()));
            }
            out.writeStringProperty("end_time", ContractJson.time(conversation.end()));
            turns(out, conversation.turns());
            if (!metadata.isEmpty()) {
                out.writeName("metadata");
                value(out, metadata);
            }
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// Enough for ASCII, so that the buffer seldom grows.
    private static int sizeHint(Conversation conversation) {
        int size = 512;
        for (var turn : conversation.turns()) {
            size += 96 + turn.text().length();
        }
        return size;
    }

    /// Metadata alone, as JSON text.
    static String json(Map<String, @Nullable Object> metadata) {
        var text = new java.io.StringWriter();
        try (var out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            value(out, metadata);
        }
        return text.toString();
    }

    private static void turns(JsonGenerator out, List<Turn> turns) {
        out.writeArrayPropertyStart("conversation_log");
        int number = 1;
        for (var turn : turns) {
            out.writeStartObject();
            out.writeStringProperty("speaker", turn.role().speaker());
            out.writeNumberProperty("turn_id", number++);
            out.writeStringProperty("text", turn.text());
            out.writeStringProperty("timestamp", ContractJson.time(turn.at()));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void optional(JsonGenerator out, String name, @Nullable String value) {
        if (value != null) {
            out.writeStringProperty(name, value);
        }
    }

    /// Maps, lists, strings, booleans and null: all that [MetadataReader] makes.
    private static void value(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> members -> {
                out.writeStartObject();
                members.forEach((name, member) -> {
                    out.writeName(String.valueOf(name));
                    value(out, member);
                });
                out.writeEndObject();
            }
            case List<?> items -> {
                out.writeStartArray();
                items.forEach(item -> value(out, item));
                out.writeEndArray();
            }
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString());
        }
    }
}
