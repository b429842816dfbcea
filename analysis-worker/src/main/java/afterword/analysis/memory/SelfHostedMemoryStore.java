// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.Reading;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The self-hosted shape of mem0: `POST /memories` and `POST /search`, key in `X-API-Key`.
final class SelfHostedMemoryStore implements MemoryStore {

    private static final int MOST = 100; // entries asked for by a search

    private final URI base;
    private final Map<String, String> headers;
    private final JsonHttp http;
    private final int callsInFlight;

    SelfHostedMemoryStore(URI base, String apiKey, JsonHttp http, int callsInFlight) {
        this.base = base;
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
                .put("user_id", MemoryWire.user(request))
                .put("event_id", request.eventId().toString());
        return post("/search", body, request);
    }

    @Override
    public CallEnd add(MemoryRequest request) throws InterruptedException {
        var body = MemoryWire.addition(request);
        var bot = request.conversation().botId();
        if (bot != null) {
            body.put("agent_id", bot);
        }
        return post("/memories", body, request);
    }

    private CallEnd post(String path, ObjectNode body, MemoryRequest request)
            throws InterruptedException {
        return http.post(
                MemoryWire.at(base, path), headers, MemoryWire.bytes(body), request.timeout());
    }

    @Override
    public Reading read(UUID eventId, byte[] body) {
        return MemoryWire.reading(eventId, body);
    }
}
