// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A chat-completions call as far as the simulator understands it.
///
/// @param part `questions`, `emotion`, `memories`, the name of another schema, or `text`
/// @param schema of the wanted answer; null when any text will do
/// @param shape how the reply is to be sent
/// @param promptTokens estimated: a quarter of the characters
record ChatCall(
        String model,
        String part,
        @Nullable JsonNode schema,
        Transcript transcript,
        Shape shape,
        int promptTokens) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /// How the reply is to be sent.
    ///
    /// @param usage whether a stream ends with a chunk of token counts
    /// @param mostTokens of the answer; 0 for no limit
    /// @param tag what the caller put into `user` and `metadata`, to tell equal conversations apart
    record Shape(boolean stream, boolean usage, int mostTokens, String tag) {}

    /// Reads a call.
    ///
    /// @throws IllegalArgumentException when it is not one; the message says what is missing
    static ChatCall of(Request request) {
        var body = tree(request);
        var messages = messages(body);
        var characters = messages.stream().mapToInt(message -> message.text().length()).sum();
        var schema = schema(body, messages);
        return new ChatCall(
                model(body, request.path()),
                part(body, schema),
                schema,
                Transcript.of(messages),
                shape(body),
                Math.max(1, characters / 4));
    }

    private static JsonNode tree(Request request) {
        try {
            return Json.read(request.body());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
    }

    private static Shape shape(JsonNode body) {
        return new Shape(
                body.path("stream").asBoolean(false),
                body.path("stream_options").path("include_usage").asBoolean(false),
                Math.max(
                        body.path("max_tokens").asInt(0),
                        body.path("max_completion_tokens").asInt(0)),
                body.path("user").asString("") + Json.text(body.path("metadata")));
    }

    private static List<Transcript.Message> messages(JsonNode body) {
        var messages = new ArrayList<Transcript.Message>();
        for (var message : body.path("messages")) {
            var role = message.path("role").asString("user");
            messages.add(new Transcript.Message(role, text(message.path("content"))));
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages is missing or empty");
        }
        return messages;
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        var text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")).append('\n'));
        return text.toString();
    }

    /// The model asked for; an Azure-like path names it as its deployment.
    private static String model(JsonNode body, String path) {
        var model = body.path("model").asString("");
        if (!model.isEmpty()) {
            return model;
        }
        var parts = List.of(path.split("/", -1));
        int at = parts.indexOf("deployments");
        if (at < 0 || at + 1 >= parts.size()) {
            throw new IllegalArgumentException("model is missing");
        }
        return parts.get(at + 1);
    }

    private static @Nullable JsonNode schema(JsonNode body, List<Transcript.Message> messages) {
        var format = body.path("response_format");
        var schema = format.path("json_schema").path("schema");
        if (schema.isObject()) {
            return schema;
        }
        var written = PromptedSchema.find(messages);
        if (written != null) {
            return written;
        }
        return format.path("type").asString("text").equals("text") ? null : Json.object();
    }

    private static String part(JsonNode body, @Nullable JsonNode schema) {
        if (schema == null) {
            return "text";
        }
        var properties = schema.path("properties");
        if (properties.has("user_initiated_questions")) {
            return "questions";
        }
        if (properties.has("session_emotion")) {
            return "emotion";
        }
        if (properties.has("memories")) {
            return "memories";
        }
        var name = body.path("response_format").path("json_schema").path("name").asString("");
        return PLAIN.matcher(name).matches() ? name : "other";
    }

    /// What makes two calls the same: part, model's caller tag and transcript, not the model and
    /// not the random fence around the text.
    long fingerprint() {
        long mixed = Chance.mix(hash(part), hash(shape.tag()));
        for (var turn : transcript.turns()) {
            mixed = Chance.mix(mixed, turn.number(), hash(turn.text()));
        }
        return mixed;
    }

    /// The same call about another conversation.
    ChatCall withTranscript(Transcript other) {
        return new ChatCall(model, part, schema, other, shape, promptTokens);
    }

    /// 64 bits of FNV-1a; `String.hashCode` would let ten thousand conversations collide.
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
