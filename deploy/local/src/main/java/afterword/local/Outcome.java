// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// An item of the feed, read for the table.
record Outcome(JsonNode event) {

    private static final List<String> MODELLED = List.of("questions", "emotion", "memories");

    String eventId() {
        return event.path("event_id").asString("");
    }

    String status() {
        return event.path("status").asString("");
    }

    /// How many questions, or why not.
    String questions() {
        return result("questions", "user_initiated_questions");
    }

    String emotion() {
        return result("emotion", "session_emotion");
    }

    /// How many memories, or why not.
    String memories() {
        var memories = analysis("memories").at("/result/memories");
        return memories.isArray() ? Integer.toString(memories.size()) : missing("memories");
    }

    /// The engagement's score; a dash where it is not computed.
    String score() {
        var score = analysis("engagement").at("/result/score");
        return score.isNumber()
                ? String.format(Locale.ROOT, "%.1f", score.asDouble())
                : missing("engagement");
    }

    /// Which models answered.
    String models() {
        var models =
                MODELLED.stream()
                        .map(name -> analysis(name).path("model").asString(""))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return models.isEmpty() ? "–" : models;
    }

    /// From the promise to the end.
    Duration took() {
        var accepted = event.path("accepted_at").asString("");
        var ended = event.path("ended_at").asString("");
        return accepted.isEmpty() || ended.isEmpty()
                ? Duration.ZERO
                : Duration.between(Instant.parse(accepted), Instant.parse(ended));
    }

    private String result(String analysis, String field) {
        var value = analysis(analysis).path("result").path(field);
        return value.isMissingNode() || value.isNull() ? missing(analysis) : value.asString();
    }

    // the reason in small letters where there is one: empty, expired, min-turns …
    private String missing(String analysis) {
        var reason = analysis(analysis).path("reason").asString("");
        return reason.isEmpty() ? "–" : reason.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private JsonNode analysis(String name) {
        return event.path("analyses").path(name);
    }
}
