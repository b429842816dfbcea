// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A memory service in the two shapes of mem0: self-hosted (`POST /memories`, `GET /memories`,
/// `POST /search`, any key) and hosted v3 (`POST /v3/memories/add/`, `GET /v1/event/{id}/`, `POST
/// /v3/memories/`, `POST /v3/memories/search/`, key as `Authorization: Token …`).
///
/// Keeps what it is given, by user, until it is deleted or the process ends. A hosted addition is
/// `PENDING` at the first look, `RUNNING` at the second and done at the third, or after two seconds
/// if nobody looks; until then it is not found.
final class MemoryApi {

    private static final Duration UNSEEN = Duration.ofSeconds(2);
    private static final Set<String> ENTITIES = Set.of("user_id", "agent_id", "app_id", "run_id");

    private final Stage stage;
    private final InstantSource clock;
    private final Map<String, List<Entry>> byUser = new ConcurrentHashMap<>();
    private final Map<String, Addition> additions = new ConcurrentHashMap<>();

    MemoryApi(Stage stage, InstantSource clock) {
        this.stage = stage;
        this.clock = clock;
    }

    private record Entry(String id, String text, JsonNode metadata, String createdAt) {}

    /// What was added and is not there yet.
    private final class Addition {

        private final String user;
        private final List<Entry> entries;
        private final Instant come = clock.instant();
        private int looks; // guarded by this
        private boolean there; // guarded by this

        Addition(String user, List<Entry> entries) {
            this.user = user;
            this.entries = entries;
        }

        /// Looks at it.
        synchronized String status() {
            looks++;
            settle(looks > 2);
            if (there) {
                return "SUCCEEDED";
            }
            return looks == 1 ? "PENDING" : "RUNNING";
        }

        /// Is there by now, if it is time.
        synchronized void settle(boolean now) {
            boolean due = now || come.plus(UNSEEN).isBefore(clock.instant());
            if (due && !there) {
                there = true;
                keep(user, entries);
            }
        }
    }

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
            boolean hosted = path.contains("/v3/") || path.contains("/v1/event/");
            return hosted ? hosted(request, path) : selfHosted(request, path);
        } catch (JacksonException _) {
            return detail(422, "the body is not JSON");
        } catch (IllegalArgumentException e) {
            return detail(400, String.valueOf(e.getMessage()));
        }
    }

    private Reply selfHosted(Request request, String path) {
        boolean post = request.method().equals("POST");
        if (post && path.endsWith("/search")) {
            return search(Json.read(request.body()));
        }
        if (post && path.endsWith("/memories")) {
            var body = Json.read(request.body());
            var entries = entries(body);
            keep(user(body), entries);
            return added(entries);
        }
        return list(request.query().getOrDefault("user_id", ""), request.method());
    }

    private Reply hosted(Request request, String path) {
        if (!request.headers().getOrDefault("authorization", "").matches("Token .+")) {
            return detail(401, "Authentication credentials were not provided.");
        }
        boolean post = request.method().equals("POST");
        if (post && path.endsWith("/v3/memories/add")) {
            return addLater(Json.read(request.body()));
        }
        if (post && (path.endsWith("/v3/memories") || path.endsWith("/v3/memories/search"))) {
            return found(Json.read(request.body()), path.endsWith("/search"));
        }
        return path.contains("/v1/event/")
                ? event(path.substring(path.lastIndexOf('/') + 1))
                : detail(404, "unknown path");
    }

    private List<Entry> entries(JsonNode body) {
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
        return entries;
    }

    private void keep(String user, List<Entry> entries) {
        byUser.computeIfAbsent(user, _ -> new CopyOnWriteArrayList<>()).addAll(entries);
    }

    private Reply addLater(JsonNode body) {
        var id = UUID.randomUUID().toString();
        additions.put(id, new Addition(user(body), entries(body)));
        return Reply.json(200, Json.object().put("event_id", id).put("status", "PENDING"));
    }

    private Reply event(String id) {
        var addition = additions.get(id);
        if (addition == null) {
            return detail(404, "Event not found or you don't have permission to access it.");
        }
        var status = addition.status();
        var body = Json.object().put("id", id).put("event_type", "ADD").put("status", status);
        var results = body.putArray("results");
        if (status.equals("SUCCEEDED")) {
            for (var entry : addition.entries) {
                var result = results.addObject().put("id", entry.id()).put("event", "ADD");
                result.putObject("data").put("memory", entry.text());
            }
        }
        return Reply.json(200, body);
    }

    /// Entries by filter, as v3 lists or, with a score, searches them. The user stands in the
    /// filters and nowhere else.
    private Reply found(JsonNode body, boolean scored) {
        var filters = conditions(body.path("filters"));
        if (ENTITIES.stream().anyMatch(body::has)) {
            throw new IllegalArgumentException("entity ids belong into filters");
        }
        if (scored && body.path("query").asString("").isEmpty()) {
            throw new IllegalArgumentException("query is empty");
        }
        var user = filters.path("user_id").asString("");
        if (user.isEmpty()) {
            throw new IllegalArgumentException("filters name no user_id");
        }
        additions.values().forEach(addition -> addition.settle(false));
        var entries =
                byUser.getOrDefault(user, List.of()).stream()
                        .filter(entry -> matches(entry.metadata(), filters.path("metadata")))
                        .toList();
        var found = Json.object();
        if (!scored) {
            found.put("count", entries.size()).putNull("next").putNull("previous");
        }
        var results = found.putArray("results");
        for (var entry : entries) {
            var json = write(entry).put("user_id", user);
            results.add(scored ? json.put("score", 0.9) : json);
        }
        return Reply.json(200, found);
    }

    /// Conditions side by side, whether written so or under `AND`.
    private static JsonNode conditions(JsonNode filters) {
        var all = Json.object();
        var list = filters.has("AND") ? filters.path("AND") : Json.read("[]");
        list.forEach(one -> all.setAll((ObjectNode) one));
        if (filters instanceof ObjectNode flat) {
            flat.properties().stream()
                    .filter(entry -> !entry.getKey().equals("AND"))
                    .forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        }
        for (var name : all.propertyNames()) {
            if (!ENTITIES.contains(name) && !name.equals("metadata")) {
                throw new IllegalArgumentException("unknown filter " + name);
            }
        }
        return all;
    }

    private Reply added(List<Entry> entries) {
        var body = Json.object();
        var results = body.putArray("results");
        entries.forEach(entry -> results.add(write(entry).put("event", "ADD")));
        return Reply.json(200, body);
    }

    /// All entries of the user whose metadata have the filter's values, which stand beside the ids
    /// or under `metadata`.
    private Reply search(JsonNode body) {
        var filters = body.path("filters");
        var filter = Json.object();
        filters.properties().stream()
                .filter(entry -> !ENTITIES.contains(entry.getKey()))
                .filter(entry -> !entry.getKey().equals("metadata"))
                .forEach(entry -> filter.set(entry.getKey(), entry.getValue()));
        filters.path("metadata")
                .properties()
                .forEach(entry -> filter.set(entry.getKey(), entry.getValue()));
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
