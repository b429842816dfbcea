// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a user may want next: where to look, what to send, how to see it suffer, where the rest is.
final class Addresses {

    private static final String BODY =
            """
            {"conversation_id":"conv_001","user_id":"user_7","end_time":"2026-11-20T10:20:00Z",
                   "conversation_logs":[{"role":"user","content":"Why is the sky blue?"}]}\
            """;

    private final Screen screen;
    private final List<String> lines = new ArrayList<>();

    private Addresses(Screen screen) {
        this.screen = screen;
    }

    /// @param prometheus null where none was started
    static List<String> of(Line line, Path data, @Nullable URI prometheus, Screen screen) {
        var addresses = new Addresses(screen);
        addresses.look(line, prometheus);
        addresses.send(line);
        addresses.suffer(line);
        addresses.rest(line, data);
        return addresses.lines;
    }

    private void look(Line line, @Nullable URI prometheus) {
        var gateway = line.gateway();
        head("Look");
        row("console", screen.strong(gateway + "/console"));
        row("API", gateway + "/docs");
        row("outcomes", "curl '" + gateway + "/v1/outcomes?limit=10'");
        if (prometheus != null) {
            row("watch", prometheus + "/alerts  " + screen.faint("Prometheus with our rules"));
        }
    }

    private void send(Line line) {
        head("Send one of your own");
        lines.add("  curl -i " + line.gateway() + "/v1/conversations/end \\");
        lines.add("    -H 'Content-Type: application/json' \\");
        lines.add("    -d '" + BODY + "'");
        switch (line.broker()) {
            case LineBroker.Rabbit rabbit ->
                    row(
                            "or AMQP",
                            rabbit.server().uri()
                                    + "  exchange afterword.events, key conversation.ended");
            case LineBroker.Kafka kafka ->
                    row(
                            "or Kafka",
                            kafka.server().bootstrapServers()
                                    + "  topic afterword.conversation.ended.v1");
        }
    }

    private void suffer(Line line) {
        var model = line.simulator();
        if (model == null) {
            return;
        }
        head("Take the provider away for a minute, and watch the console");
        lines.add("  curl -X PUT " + model + "/simulator/faults \\");
        lines.add("    -d '[{\"fault\":\"status\",\"status\":503,\"for\":\"1m\"}]'");
        lines.add(screen.faint("  what else it can do: docs/simulator.md"));
    }

    private void rest(Line line, Path data) {
        head("Behind it");
        for (var service : Service.values()) {
            row(
                    service == Service.API_GATEWAY ? "metrics" : "",
                    "%s  %s"
                            .formatted(
                                    line.actuator(service, "/prometheus"),
                                    screen.faint(service.module())));
        }
        row("logs", data.resolve("*.log").toString());
        lines.add("");
        lines.add("Ctrl-C ends everything; the data stay in " + data + ".");
    }

    private void head(String text) {
        lines.add("");
        lines.add(screen.strong(text));
    }

    private void row(String name, String what) {
        lines.add("  %-9s %s".formatted(name, what));
    }
}
