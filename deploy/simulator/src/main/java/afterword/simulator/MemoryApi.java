// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A memory service in the two shapes of mem0: self-hosted (`POST /memories`, `GET /memories`,
/// `POST /search`) and hosted v3 (`POST /v3/memories/add/`, `GET /v1/event/{id}/`, `POST
/// /v3/memories/search/`).
///
/// Keeps what it is given, by user, until it is deleted or the process ends. Hosted additions are
/// `PENDING` for the first two looks.
final class MemoryApi {

    private static final int PENDING_LOOKS = 2;

    private final Stage stage;
    private final InstantSource clock;
    private final Map<String, List<Entry>> byUser = new ConcurrentHashMap<>();
    private final Map<String, Addition> additions = new ConcurrentHashMap<>();

    MemoryApi(Stage stage, InstantSource clock) {
        this.stage = stage;
        this.clock = clock;
    }

    private record Entry(String id, String text, JsonNode metadata, String createdAt) {}

    private record Addition(List<Entry> entries, AtomicInteger looks) {}

    /// Whether a path belongs to this API.
    static boolean owns(String path) {
        return path.contains("/memories")
                || path.endsWith("/search")
                || path.contains("/v1/event/");
    }

    void handle(Request request, Wire wire) throws IOException {
        var body = new String(request.body(), StandardCharsets.UTF_8);
        long fingerprint = Chance.mix(ChatCall.hash(request.path()), ChatCall.hash(body));
        var cue =
                new Stage.Cue(
                        Stage.Caller.of(request),
                        "mem0",
                        FaultRule.MEMORY,
                        body.length() / 4,
                        fingerprint);
        stage.play(cue, wire, turn -> Script.reply(turn.pause(), reply(request)));
    }

    private Reply reply(Request request) {
        try {
            var path = request.path().replaceAll("/+$", "");
            boolean post = request.method().equals("POST");
            if (post && path.endsWith("/search")) {
                return search(Json.read(request.body()));
            }
            if (post && path.endsWith("/v3/memories/add")) {
                return addLater(Json.read(request.body()));
            }
            if (post && path.endsWith("/memories")) {
                return added(add(Json.read(request.body())));
            }
            if (path.contains("/v1/event/")) {
                return event(path.substring(path.lastIndexOf('/') + 1));
            }
            return list(request.query().getOrDefault("user_id", ""), request.method());
        } catch (JacksonException _) {
            return detail(422, "the body is not JSON");
        } catch (IllegalArgumentException e) {
            return detail(400, String.valueOf(e.getMessage()));
        }
    }

    private List<Entry> add(JsonNode body) {
        var user = user(body);
        var messages = new ArrayList<Transcript.Message>();
        for (var message : body.path("messages")) {
            var role = message.path("role").asString("user");
            messages.add(new Transcript.Message(role, message.path("content").asString("")));
        }
        var entries = new ArrayList<Entry>();
        for (var memory : Findings.of(Transcript.of(messages)).memories()) {
            var id = UUID.randomUUID().toString();
            var now = clock.instant().toString();
            entries.add(new Entry(id, memory.text(), body.path("metadata"), now));
        }
        byUser.computeIfAbsent(user, _ -> new CopyOnWriteArrayList<>()).addAll(entries);
        return entries;
    }

    private Reply addLater(JsonNode body) {
        var id = UUID.randomUUID().toString();
        additions.put(id, new Addition(add(body), new AtomicInteger()));
        return Reply.json(
                200,
                Json.object()
                        .put(
                                "message",
                                "Memory processing has been queued for background execution")
                        .put("status", "PENDING")
                        .put("event_id", id));
    }

    private Reply event(String id) {
        var addition = additions.get(id);
        if (addition == null) {
            return detail(404, "unknown event");
        }
        boolean pending = addition.looks().getAndIncrement() < PENDING_LOOKS;
        var body =
                Json.object()
                        .put("id", id)
                        .put("event_type", "ADD")
                        .put("status", pending ? "PENDING" : "SUCCEEDED");
        var results = body.putArray("results");
        if (!pending) {
            addition.entries().forEach(entry -> results.add(write(entry).put("event", "ADD")));
        }
        return Reply.json(200, body);
    }

    private Reply added(List<Entry> entries) {
        var body = Json.object();
        var results = body.putArray("results");
        entries.forEach(entry -> results.add(write(entry).put("event", "ADD")));
        return Reply.json(200, body);
    }

    /// All entries of the user whose metadata have the filter's values.
    private Reply search(JsonNode body) {
        var filter = body.path("filters").path("metadata");
        var found = Json.object();
        var results = found.putArray("results");
        int most = body.path("top_k").asInt(100);
        byUser.getOrDefault(user(body), List.of()).stream()
                .filter(entry -> matches(entry.metadata(), filter))
                .limit(most)
                .forEach(entry -> results.add(write(entry).put("score", 0.9)));
        return Reply.json(200, found);
    }

    private static boolean matches(JsonNode metadata, JsonNode filter) {
        return filter.properties().stream()
                .allMatch(wanted -> metadata.path(wanted.getKey()).equals(wanted.getValue()));
    }

    private Reply list(String user, String method) {
        if (method.equals("DELETE")) {
            byUser.remove(user);
            return Reply.json(200, Json.object().put("message", "deleted"));
        }
        return added(byUser.getOrDefault(user, List.of()));
    }

    private static String user(JsonNode body) {
        var user = body.path("user_id").asString(body.path("filters").path("user_id").asString(""));
        if (user.isEmpty()) {
            throw new IllegalArgumentException("user_id is missing");
        }
        return user;
    }

    private static ObjectNode write(Entry entry) {
        var json = Json.object().put("id", entry.id()).put("memory", entry.text());
        json.set("metadata", entry.metadata());
        return json.put("created_at", entry.createdAt());
    }

    private static Reply detail(int status, String message) {
        return Reply.json(status, Json.object().put("detail", message));
    }
}
