// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts a streamed chat completion together, as its bytes come in, into the reply that would have
/// come whole.
///
/// Reads server-sent events with all that they may bear: comments, CR, LF and CRLF, unknown fields,
/// characters split over chunks, more than one JSON text in a line. Only the first choice counts.
/// The content itself is not parsed here, so that what is journaled is what the model said. Source:
/// WHATWG HTML §9.2.6. Not thread-safe.
final class EventStream {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int WIRE_FACTOR = 32; // an event of 200 bytes says a token of six

    private final long limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private @Nullable String finish;
    private @Nullable String model;
    private @Nullable JsonNode usage;
    private @Nullable JsonNode error;
    private boolean afterReturn;
    private boolean done;
    private boolean broken;
    private long wire;

    /// @param limit bytes of a line, and characters of what is said
    EventStream(long limit) {
        this.limit = limit;
    }

    /// Takes what has come; after [#over] nothing more is looked at.
    ///
    /// @return false when a limit is passed
    boolean feed(ByteBuffer bytes) {
        wire += bytes.remaining();
        while (bytes.hasRemaining() && !over()) {
            byte next = bytes.get();
            if (next == '\n' && afterReturn) {
                afterReturn = false;
            } else if (next == '\n' || next == '\r') {
                afterReturn = next == '\r';
                line();
            } else {
                afterReturn = false;
                line.write(next);
            }
        }
        return wire <= limit * WIRE_FACTOR
                && line.size() <= limit
                && data.length() <= limit
                && content.length() <= limit;
    }

    private void line() {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.isEmpty()) {
            event();
        } else if (text.startsWith("data:")) {
            data.append(text, "data:".length(), text.length()).append('\n');
        }
        // comments and the fields event, id and retry say nothing to us
    }

    private void event() {
        var text = data.toString().strip();
        data.setLength(0);
        if (text.equals("[DONE]")) {
            done = true;
        } else if (!text.isEmpty()) {
            try (var nodes = JSON.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
                nodes.forEachRemaining(this::chunk);
            } catch (JacksonException _) {
                broken = true;
            }
        }
    }

    private void chunk(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            error = chunk.get("error");
        }
        if (chunk.path("model").isString()) {
            model = chunk.path("model").asString();
        }
        if (chunk.path("usage").isObject()) {
            usage = chunk.get("usage");
        }
        for (var choice : chunk.path("choices")) {
            if (choice.path("index").asInt(0) == 0) {
                content.append(choice.path("delta").path("content").asString(""));
                refusal.append(choice.path("delta").path("refusal").asString(""));
                var reason = choice.path("finish_reason");
                finish = reason.isString() ? reason.asString() : finish;
            }
        }
    }

    /// Whether the provider has said that this is all.
    boolean over() {
        return done || error != null || broken;
    }

    /// The stream has ended in good order: a last event may lack its empty line.
    void end() {
        if (!over()) {
            line();
            event();
        }
    }

    /// Whether the model has said that it is finished; what may still come are token counts.
    boolean finished() {
        return finish != null || error != null || broken;
    }

    /// The reply as it would have come whole; it has no choice where the stream was no stream of
    /// completions, and no finish reason where there was none.
    byte[] whole() {
        var reply = JsonNodeFactory.instance.objectNode().put("object", "chat.completion");
        if (error != null) {
            reply.set("error", error);
        }
        if (model != null) {
            reply.put("model", model);
        }
        if (!broken) {
            choice(reply);
        }
        if (usage != null) {
            reply.set("usage", usage);
        }
        return JSON.writeValueAsBytes(reply);
    }

    private void choice(ObjectNode reply) {
        var choice = reply.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", finish);
        var message = choice.putObject("message").put("role", "assistant");
        message.put("content", content.toString());
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
    }
}
