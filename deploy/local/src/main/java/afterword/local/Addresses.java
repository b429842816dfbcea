// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The lines that tell a user where everything is and what to paste.
final class Addresses {

    private Addresses() {}

    static List<String> of(Line line, Path data) {
        var gateway = line.gateway();
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("  send    curl -i " + gateway + "/v1/conversations/end \\");
        lines.add("            -H 'Content-Type: application/json' -d '" + body() + "'");
        lines.add("  read    curl '" + gateway + "/v1/outcomes?limit=10'");
        lines.add("  docs    " + gateway + "/docs");
        lines.add("  console " + gateway + "/console");
        lines.add(
                switch (line.broker()) {
                    case LineBroker.Rabbit rabbit ->
                            "  AMQP    "
                                    + rabbit.server().uri()
                                    + "   exchange afterword.events, key conversation.ended";
                    case LineBroker.Kafka kafka ->
                            "  Kafka   "
                                    + kafka.server().bootstrapServers()
                                    + "   topic afterword.conversation.ended.v1";
                });
        for (var service : Service.values()) {
            lines.add(
                    "  %-7s %s   …/prometheus"
                            .formatted(
                                    service == Service.API_GATEWAY ? "health" : "",
                                    line.actuator(service, "/health/readiness")));
        }
        var model = line.simulator();
        if (model != null) {
            lines.add("  model   " + model + "/simulator/counters");
        }
        lines.add("  logs    " + data.resolve("*.log"));
        lines.add("");
        lines.add("Ctrl-C ends everything; the data stay in " + data + ".");
        return lines;
    }

    private static String body() {
        return """
        {"conversation_id":"conv_001","user_id":"user_7","end_time":"2026-11-20T10:20:00Z",\
        "conversation_logs":[{"character":"USER_RESPONSE_CONVERSATION","content":"Why is the sky blue?"}]}\
        """;
    }
}
