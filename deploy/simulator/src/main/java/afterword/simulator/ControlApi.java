// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/simulator/…`: settings and counters while it runs.
final class ControlApi {

    private final Latencies latencies;
    private final Faults faults;
    private final Counters counters;
    private final Consumer<Duration> refuse;

    /// @param refuse stops listening for a while
    ControlApi(Simulator.Parts parts, Consumer<Duration> refuse) {
        this.latencies = parts.latencies();
        this.faults = parts.faults();
        this.counters = parts.counters();
        this.refuse = refuse;
    }

    Reply handle(Request request) {
        var call = request.method() + " " + request.path();
        try {
            return Reply.json(200, answer(call, request));
        } catch (IllegalArgumentException e) {
            return refusal(400, String.valueOf(e.getMessage()));
        } catch (JacksonException _) {
            return refusal(400, "the body is not JSON");
        }
    }

    private JsonNode answer(String call, Request request) {
        switch (call) {
            case "GET /simulator/health",
                    "GET /simulator/counters",
                    "GET /simulator/latency",
                    "GET /simulator/faults" -> {
                // only looked at
            }
            case "DELETE /simulator/counters" -> counters.reset();
            case "PUT /simulator/latency" -> latencies.set(latencies(request));
            case "PUT /simulator/faults" -> faults.set(FaultJson.read(Json.read(request.body())));
            case "POST /simulator/faults" ->
                    FaultJson.read(Json.read(request.body())).forEach(faults::add);
            case "DELETE /simulator/faults" -> faults.set(List.of());
            case "POST /simulator/refuse" ->
                    refuse.accept(Times.parse(request.query().getOrDefault("for", "10s")));
            default ->
                    throw new IllegalArgumentException("unknown call; docs/simulator.md has them");
        }
        return switch (request.path()) {
            case "/simulator/counters" -> Json.tree(counters.snapshot());
            case "/simulator/latency" -> latency();
            case "/simulator/faults" -> FaultJson.write(faults.state());
            default -> Json.object().put("status", "UP");
        };
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
