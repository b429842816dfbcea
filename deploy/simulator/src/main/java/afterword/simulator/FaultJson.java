// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fault rules as JSON: `{"fault":"status","status":429,"headers":{"Retry-After":"2"},"rate":0.5}`.
final class FaultJson {

    private static final Set<String> FIELDS =
            Set.of(
                    "fault",
                    "model",
                    "part",
                    "rate",
                    "times",
                    "for",
                    "above_tokens",
                    "status",
                    "headers",
                    "delay",
                    "size",
                    "injected");

    private FaultJson() {}

    /// Reads one rule or an array of rules.
    ///
    /// @throws IllegalArgumentException saying what is wrong
    static List<FaultRule> read(JsonNode json) {
        var rules = new ArrayList<FaultRule>();
        if (json.isArray()) {
            json.forEach(one -> rules.add(rule(one)));
        } else {
            rules.add(rule(json));
        }
        return rules;
    }

    private static FaultRule rule(JsonNode json) {
        for (var name : json.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("unknown field; known are " + FIELDS);
            }
        }
        var scope =
                new FaultRule.Scope(
                        json.path("model").asString("*"),
                        json.path("part").asString("*"),
                        json.path("rate").asDouble(1),
                        json.path("times").asInt(0),
                        time(json.path("for")),
                        json.path("above_tokens").asInt(0));
        var details =
                new FaultRule.Details(
                        json.path("status").asInt(0),
                        headers(json.path("headers")),
                        time(json.path("delay")),
                        json.path("size").asInt(0));
        return new FaultRule(Fault.named(json.path("fault").asString("")), scope, details);
    }

    private static @Nullable Duration time(JsonNode json) {
        return json.isMissingNode() ? null : Times.parse(json.asString(""));
    }

    private static Map<String, List<String>> headers(JsonNode json) {
        var headers = new LinkedHashMap<String, List<String>>();
        for (var entry : json.properties()) {
            var values = new ArrayList<String>();
            if (entry.getValue().isArray()) {
                entry.getValue().forEach(value -> values.add(value.asString("")));
            } else {
                values.add(entry.getValue().asString(""));
            }
            headers.put(entry.getKey(), values);
        }
        return headers;
    }

    /// Writes the rules in force.
    static JsonNode write(List<Faults.State> states) {
        var body = Json.object();
        var rules = body.putArray("faults");
        states.forEach(state -> rules.add(write(state)));
        return body;
    }

    private static ObjectNode write(Faults.State state) {
        var scope = state.rule().scope();
        var details = state.rule().details();
        var json =
                Json.object()
                        .put("fault", state.rule().fault().name())
                        .put("model", scope.model())
                        .put("part", scope.part())
                        .put("rate", scope.rate())
                        .put("times", scope.times())
                        .put("above_tokens", scope.aboveTokens())
                        .put("status", details.status())
                        .put("size", details.size())
                        .put("injected", state.injected());
        json.set("headers", Json.tree(details.headers()));
        if (scope.lasting() != null) {
            json.put("for", scope.lasting().toString());
        }
        if (details.delay() != null) {
            json.put("delay", details.delay().toString());
        }
        return json;
    }
}
