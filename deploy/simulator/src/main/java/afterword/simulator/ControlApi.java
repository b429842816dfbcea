// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// `/simulator/…`: settings and counters while it runs.
final class ControlApi {

    private final Latencies latencies;
    private final Counters counters;

    ControlApi(Latencies latencies, Counters counters) {
        this.latencies = latencies;
        this.counters = counters;
    }

    Reply handle(Request request) {
        var call = request.method() + " " + request.path();
        try {
            return switch (call) {
                case "GET /simulator/health" -> Reply.json(200, Json.object().put("status", "UP"));
                case "GET /simulator/counters" -> Reply.json(200, Json.tree(counters.snapshot()));
                case "DELETE /simulator/counters" -> {
                    counters.reset();
                    yield Reply.json(200, Json.tree(counters.snapshot()));
                }
                case "GET /simulator/latency" -> Reply.json(200, latency());
                case "PUT /simulator/latency" -> {
                    latencies.set(latencies(request));
                    yield Reply.json(200, latency());
                }
                default -> refusal(404, "unknown: " + call);
            };
        } catch (IllegalArgumentException e) {
            return refusal(400, String.valueOf(e.getMessage()));
        } catch (JacksonException _) {
            return refusal(400, "the body is not JSON");
        }
    }

    private static Reply refusal(int status, String message) {
        return Reply.error(status, "invalid_request_error", "simulator", message);
    }

    private static Map<String, Latency> latencies(Request request) {
        var latencies = new HashMap<String, Latency>();
        for (var entry : Json.read(request.body()).properties()) {
            latencies.put(entry.getKey(), Latency.parse(entry.getValue().asString("")));
        }
        return latencies;
    }

    private ObjectNode latency() {
        var body = Json.object();
        latencies.all().forEach((model, latency) -> body.put(model, latency.text()));
        return body;
    }
}
