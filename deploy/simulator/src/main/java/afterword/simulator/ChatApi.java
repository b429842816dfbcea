// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// `POST …/chat/completions` as OpenAI defines it, whole or as a stream.
final class ChatApi {

    private static final Map<String, String> EVENTS =
            Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-cache");

    /// Chunks of a streamed answer at most; each costs a wake-up.
    private static final int CHUNKS = 16;

    private final Latencies latencies;
    private final Counters counters;
    private final InstantSource clock;
    private final long seed;

    ChatApi(Latencies latencies, Counters counters, InstantSource clock, long seed) {
        this.latencies = latencies;
        this.counters = counters;
        this.clock = clock;
        this.seed = seed;
    }

    void handle(Request request, Wire wire) throws IOException {
        ChatCall call;
        try {
            call = ChatCall.of(request);
        } catch (IllegalArgumentException e) {
            wire.send(
                    Reply.error(
                            400,
                            "invalid_request_error",
                            "invalid_request",
                            String.valueOf(e.getMessage())));
            return;
        }
        long fingerprint = call.fingerprint();
        int time = counters.began(call, fingerprint);
        boolean whole = false;
        try {
            whole = answer(call, Chance.mix(seed, fingerprint, time), wire);
            if (!whole) {
                counters.closedByPeer();
            }
        } catch (IOException e) {
            counters.closedByPeer();
            throw e;
        } finally {
            counters.ended(fingerprint, whole);
        }
    }

    /// @return false when the peer hung up
    private boolean answer(ChatCall call, long luck, Wire wire) throws IOException {
        var answer = Answer.to(call);
        var wait = latencies.of(call.model()).at(luck);
        var id = "chatcmpl-" + Long.toHexString(luck);
        if (call.shape().stream()) {
            return stream(call, answer, wait, wire, id);
        }
        var reply = Reply.json(200, whole(call, answer, id));
        if (!wire.stay(wait)) {
            return false;
        }
        wire.send(reply);
        return true;
    }

    private boolean stream(ChatCall call, Answer answer, Duration wait, Wire wire, String id)
            throws IOException {
        var events = events(call, answer, id);
        // the first word comes after two fifths of the time, as with real models
        var first = wait.multipliedBy(2).dividedBy(5);
        var pause = wait.minus(first).dividedBy(Math.max(1, events.size() - 1));
        if (!wire.stay(first)) {
            return false;
        }
        wire.startChunks(200, EVENTS);
        wire.chunk(event(events.getFirst()));
        for (var event : events.subList(1, events.size())) {
            if (pause.isPositive() && !wire.stay(pause)) {
                return false;
            }
            wire.chunk(event(event));
        }
        wire.chunk("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        wire.endChunks();
        return true;
    }

    private static byte[] event(ObjectNode event) {
        return ("data: " + Json.text(event) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private List<ObjectNode> events(ChatCall call, Answer answer, String id) {
        var events = new ArrayList<ObjectNode>();
        events.add(delta(call, id, Json.object().put("role", "assistant").put("content", "")));
        for (var piece : pieces(answer.content())) {
            events.add(delta(call, id, Json.object().put("content", piece)));
        }
        var last = delta(call, id, Json.object());
        ((ObjectNode) last.path("choices").path(0)).put("finish_reason", answer.finish());
        events.add(last);
        if (call.shape().usage()) {
            var usage = frame(call, id, "chat.completion.chunk");
            usage.putArray("choices");
            usage.set("usage", usage(call, answer));
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

    private ObjectNode delta(ChatCall call, String id, ObjectNode delta) {
        var chunk = frame(call, id, "chat.completion.chunk");
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("finish_reason");
        return chunk;
    }

    private ObjectNode whole(ChatCall call, Answer answer, String id) {
        var body = frame(call, id, "chat.completion");
        var choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", answer.content());
        choice.put("finish_reason", answer.finish());
        body.set("usage", usage(call, answer));
        return body;
    }

    private ObjectNode frame(ChatCall call, String id, String kind) {
        return Json.object()
                .put("id", id)
                .put("object", kind)
                .put("created", clock.instant().getEpochSecond())
                .put("model", answering(call.model()));
    }

    /// The name under which we answer: never the bare name of a real model.
    private static String answering(String model) {
        return model.startsWith("simulator") ? model : model + "@simulator";
    }

    private static ObjectNode usage(ChatCall call, Answer answer) {
        return Json.object()
                .put("prompt_tokens", call.promptTokens())
                .put("completion_tokens", answer.tokens())
                .put("total_tokens", call.promptTokens() + answer.tokens());
    }
}
