// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer in the form of OpenAI's chat completions: one object, or a stream of events.
///
/// @param created seconds since 1970
record ChatReply(ChatCall call, Answer answer, String id, long created) {

    /// Chunks of a streamed answer at most; each costs a wake-up.
    private static final int CHUNKS = 16;

    private static final List<Reply.Header> EVENTS =
            List.of(
                    new Reply.Header("Content-Type", "text/event-stream"),
                    new Reply.Header("Cache-Control", "no-cache"));

    /// How it goes over the wire.
    ///
    /// @param wait from now to the last byte
    /// @param fault of the transport; null for none
    Script script(Duration wait, @Nullable FaultRule fault) {
        var form = fault != null && fault.fault() instanceof WireFault wire ? wire : null;
        if (!call.shape().stream()) {
            return Script.reply(wait, Reply.json(200, whole(form)));
        }
        var bodies = bodies(form);
        // the first word comes after two fifths of the time, as with real models
        var first = wait.multipliedBy(2).dividedBy(5);
        var pause = wait.minus(first).dividedBy(Math.max(1, bodies.size() - 1));
        var steps = new ArrayList<Script.Step>();
        steps.add(new Script.Step.Wait(first));
        steps.add(new Script.Step.Send(Reply.chunkedHead(200, EVENTS)));
        for (var body : bodies) {
            if (steps.size() > 2) {
                steps.add(new Script.Step.Wait(pause));
            }
            steps.add(new Script.Step.Send(Reply.chunk(body)));
        }
        steps.add(new Script.Step.Send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        return new Script(steps);
    }

    /// The chunks of a stream.
    private List<byte[]> bodies(@Nullable WireFault form) {
        var lines = new ArrayList<String>();
        for (var event : events(form)) {
            lines.add("data: " + Json.text(event) + "\n\n");
        }
        if (form != WireFault.NO_DONE) {
            lines.add("data: [DONE]\n\n");
        }
        if (form == WireFault.NOISE) {
            return noisy(lines);
        }
        if (form == WireFault.TWO_IN_LINE && lines.size() > 2) {
            lines.set(1, lines.get(1).stripTrailing() + lines.remove(2).substring(5));
        }
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /// Everything that a reader of server-sent events has to bear.
    private static List<byte[]> noisy(List<String> lines) {
        var text = new StringBuilder(": PROCESSING\n\nretry: 3000\n");
        for (var line : lines) {
            text.append("event: message\r\nid: 7\r\n: still here\r\n")
                    .append(line.replace("data: ", "data:").replace("\n", "\r\n"));
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        var pieces = new ArrayList<byte[]>();
        // 37 bytes: characters, lines and CRLF pairs end up in different chunks
        for (int at = 0; at < bytes.length; at += 37) {
            pieces.add(Arrays.copyOfRange(bytes, at, Math.min(at + 37, bytes.length)));
        }
        return pieces;
    }

    private List<JsonNode> events(@Nullable WireFault form) {
        var events = new ArrayList<JsonNode>();
        events.add(delta(Json.object().put("role", "assistant").put("content", "")));
        for (var piece : pieces(answer.content())) {
            events.add(delta(Json.object().put("content", piece)));
        }
        if (form == WireFault.ERROR_EVENT) {
            var error = Reply.problem("server_error", "overloaded", "simulated: overloaded");
            return List.of(events.getFirst(), events.get(1), error);
        }
        if (form == WireFault.BIG_EVENT) {
            events.add(1, delta(Json.object().put("padding", "x".repeat(300_000))));
        }
        if (form == WireFault.TWO_CHOICES) {
            var second = delta(Json.object().put("content", crossed().content()));
            ((ObjectNode) second.path("choices").path(0)).put("index", 1);
            events.add(second);
        }
        if (form != WireFault.NO_FINISH) {
            var last = delta(Json.object());
            ((ObjectNode) last.path("choices").path(0)).put("finish_reason", answer.finish());
            events.add(last);
        }
        if (call.shape().usage()) {
            var usage = frame("chat.completion.chunk");
            usage.putArray("choices");
            usage.set("usage", usage());
            events.add(usage);
        }
        return events;
    }

    private static List<String> pieces(String content) {
        int points = content.codePointCount(0, content.length());
        int size = Math.max(8, (points + CHUNKS - 1) / CHUNKS);
        var pieces = new ArrayList<String>();
        for (int at = 0; at < content.length(); ) {
            int left = content.codePointCount(at, content.length());
            int end = content.offsetByCodePoints(at, Math.min(size, left));
            pieces.add(content.substring(at, end));
            at = end;
        }
        return pieces;
    }

    private ObjectNode delta(ObjectNode delta) {
        var chunk = frame("chat.completion.chunk");
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("finish_reason");
        return chunk;
    }

    private ObjectNode whole(@Nullable WireFault form) {
        var body = frame("chat.completion");
        var choices = body.putArray("choices");
        choice(choices, 0, answer);
        if (form == WireFault.TWO_CHOICES) {
            choice(choices, 1, crossed());
        }
        if (form == WireFault.BIG_EVENT) {
            body.put("padding", "x".repeat(300_000));
        }
        body.set("usage", usage());
        return body;
    }

    private static void choice(ArrayNode choices, int index, Answer answer) {
        var choice = choices.addObject().put("index", index);
        choice.putObject("message").put("role", "assistant").put("content", answer.content());
        choice.put("finish_reason", answer.finish());
    }

    private Answer crossed() {
        return ContentFault.CROSSED.change(answer, call, FaultRule.Details.NONE);
    }

    private ObjectNode frame(String kind) {
        return Json.object()
                .put("id", id)
                .put("object", kind)
                .put("created", created)
                .put("model", answering(call.model()));
    }

    /// The name under which we answer: never the bare name of a real model.
    private static String answering(String model) {
        return model.startsWith("simulator") ? model : model + "@simulator";
    }

    private ObjectNode usage() {
        return Json.object()
                .put("prompt_tokens", call.promptTokens())
                .put("completion_tokens", answer.tokens())
                .put("total_tokens", call.promptTokens() + answer.tokens());
    }
}
