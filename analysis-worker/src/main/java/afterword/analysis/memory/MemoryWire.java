// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.contract.Role;
import afterword.contract.Tenant;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What both shapes of mem0 have in common on the wire. Pure.
final class MemoryWire {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> KEPT = Set.of("ADD", "UPDATE");

    private MemoryWire() {}

    /// An addition: the conversation, its user, and our event's id in the metadata of every entry.
    static ObjectNode addition(MemoryRequest request) {
        var conversation = request.conversation();
        var body = JsonNodeFactory.instance.objectNode();
        var messages = body.putArray("messages");
        for (var turn : conversation.turns()) {
            messages.addObject()
                    .put("role", turn.role() == Role.USER ? "user" : "assistant")
                    .put("content", turn.text());
        }
        body.put("user_id", user(request));
        body.putObject("metadata")
                .put("event_id", request.eventId().toString())
                .put("conversation_id", conversation.conversationId());
        return body;
    }

    /// Users of different tenants must never meet there.
    static String user(MemoryRequest request) {
        var user = request.conversation().userId();
        return request.tenant().equals(Tenant.DEFAULT.name())
                ? user
                : request.tenant() + ":" + user;
    }

    static URI at(URI base, String path) {
        return URI.create(base.toString().replaceAll("/+\\z", "") + path);
    }

    static byte[] bytes(ObjectNode body) {
        return JSON.writeValueAsBytes(body);
    }

    /// Reads JSON; null where it is none.
    static @Nullable JsonNode tree(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            return null;
        }
    }

    /// The entries of a reply that belong to an event, as `{"memories":[{"text","turns"}]}`.
    static Reading reading(UUID eventId, byte[] body) {
        var reply = tree(body);
        if (reply == null || !reply.path("results").isArray()) {
            return new Reading.Unusable(CallClass.NOT_A_REPLY, Reading.Usage.UNKNOWN);
        }
        var answer = JsonNodeFactory.instance.objectNode();
        var memories = answer.putArray("memories");
        for (var result : reply.path("results")) {
            var text = text(result);
            if (!text.isEmpty() && belongs(result, eventId)) {
                memories.addObject().put("text", text).putArray("turns");
            }
        }
        return new Reading.Answer(answer, Reading.Usage.UNKNOWN);
    }

    /// Results of a queued addition have it one level deeper.
    private static String text(JsonNode result) {
        return result.path("memory").asString(result.at("/data/memory").asString(""));
    }

    /// Results of an addition say what was done; those of a search carry our metadata.
    private static boolean belongs(JsonNode result, UUID eventId) {
        var done = result.path("event").asString("");
        return done.isEmpty()
                ? eventId.toString().equals(result.at("/metadata/event_id").asString(""))
                : KEPT.contains(done);
    }
}
