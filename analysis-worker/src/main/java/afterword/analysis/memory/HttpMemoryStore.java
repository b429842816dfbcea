// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.Reading;
import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Tenant;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The self-hosted shape of mem0: `POST /memories` and `POST /search`, key in `X-API-Key`.
final class HttpMemoryStore implements MemoryStore {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> KEPT = Set.of("ADD", "UPDATE");
    private static final int MOST = 100; // entries asked for by a search

    private final URI base;
    private final Map<String, String> headers;
    private final JsonHttp http;
    private final int callsInFlight;

    HttpMemoryStore(URI base, String apiKey, JsonHttp http, int callsInFlight) {
        this.base = URI.create(base.toString().replaceAll("/+\\z", ""));
        this.headers = apiKey.isEmpty() ? Map.of() : Map.of("X-API-Key", apiKey);
        this.http = http;
        this.callsInFlight = callsInFlight;
    }

    @Override
    public int callsInFlight() {
        return callsInFlight;
    }

    @Override
    public CallEnd find(MemoryRequest request) throws InterruptedException {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("query", "event " + request.eventId());
        body.put("top_k", MOST);
        body.putObject("filters")
                .put("user_id", user(request))
                .put("event_id", request.eventId().toString());
        return post("/search", body, request);
    }

    @Override
    public CallEnd add(MemoryRequest request) throws InterruptedException {
        var conversation = request.conversation();
        var body = JsonNodeFactory.instance.objectNode();
        addMessages(body, conversation);
        body.put("user_id", user(request));
        if (conversation.botId() != null) {
            body.put("agent_id", conversation.botId());
        }
        body.putObject("metadata")
                .put("event_id", request.eventId().toString())
                .put("conversation_id", conversation.conversationId());
        return post("/memories", body, request);
    }

    private CallEnd post(String path, ObjectNode body, MemoryRequest request)
            throws InterruptedException {
        var uri = URI.create(base + path);
        return http.post(uri, headers, JSON.writeValueAsBytes(body), request.timeout());
    }

    /// Users of different tenants must never meet there.
    private static String user(MemoryRequest request) {
        var user = request.conversation().userId();
        return request.tenant().equals(Tenant.DEFAULT.name())
                ? user
                : request.tenant() + ":" + user;
    }

    private static void addMessages(ObjectNode body, Conversation conversation) {
        var messages = body.putArray("messages");
        for (var turn : conversation.turns()) {
            messages.addObject()
                    .put("role", turn.role() == Role.USER ? "user" : "assistant")
                    .put("content", turn.text());
        }
    }

    @Override
    public Reading read(UUID eventId, byte[] body) {
        JsonNode reply;
        try {
            reply = JSON.readTree(body);
        } catch (JacksonException _) {
            return new Reading.Unusable(CallClass.NOT_A_REPLY, Reading.Usage.UNKNOWN);
        }
        if (!reply.path("results").isArray()) {
            return new Reading.Unusable(CallClass.NOT_A_REPLY, Reading.Usage.UNKNOWN);
        }
        var answer = JsonNodeFactory.instance.objectNode();
        var memories = answer.putArray("memories");
        for (var result : reply.path("results")) {
            var text = result.path("memory").asString("");
            if (!text.isEmpty() && belongs(result, eventId)) {
                memories.addObject().put("text", text).putArray("turns");
            }
        }
        return new Reading.Answer(answer, Reading.Usage.UNKNOWN);
    }

    /// Results of an addition say what was done; those of a search carry our metadata.
    private static boolean belongs(JsonNode result, UUID eventId) {
        var done = result.path("event").asString("");
        return done.isEmpty()
                ? eventId.toString().equals(result.at("/metadata/event_id").asString(""))
                : KEPT.contains(done);
    }
}
