// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.local.Conversations.Given;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// Follows the feed and holds what came of each conversation. Used by one thread.
final class Outcomes {

    private final Gateway gateway;
    private final Map<String, List<JsonNode>> byConversation = new HashMap<>();
    private String cursor;

    /// Follows from the feed's present end.
    Outcomes(Gateway gateway) throws IOException, InterruptedException {
        this.gateway = gateway;
        this.cursor = gateway.endOfFeed();
    }

    /// Reads on, and tells how many of the given conversations have an outcome.
    int read(List<Given> given) throws IOException, InterruptedException {
        var page = gateway.outcomes(cursor, 1000);
        for (var item : page.items()) {
            byConversation
                    .computeIfAbsent(
                            item.path("conversation_id").asString(""), _ -> new ArrayList<>())
                    .add(item);
        }
        cursor = page.next();
        return (int) given.stream().filter(it -> byConversation.containsKey(it.id())).count();
    }

    /// Waits until each has an outcome.
    void await(List<Given> given, Duration limit) {
        Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> read(given) == given.size());
    }

    /// Each has one outcome, of one event, closed once, and it is correct.
    void assertOneCorrectOutcomeEach(List<Given> given) {
        for (var conversation : given) {
            var items = byConversation.getOrDefault(conversation.id(), List.of());
            assertThat(items).as(conversation.id()).hasSize(1);
            assertCorrect(conversation, items.getFirst());
        }
    }

    private static void assertCorrect(Given conversation, JsonNode event) {
        assertThat(event.path("status").asString()).as(event.toString()).isEqualTo("PROCESSED");
        assertThat(event.path("revision").asInt()).isEqualTo(1);
        var analyses = event.path("analyses");
        assertThat(analyses.propertyNames())
                .contains("questions", "emotion", "memories", "engagement");
        for (var analysis : analyses.properties()) {
            assertThat(analysis.getValue().path("status").asString())
                    .as(conversation.id() + " " + analysis.getKey())
                    .isEqualTo("SUCCEEDED");
        }
        if (conversation.questions() >= 0) {
            assertThat(analyses.at("/questions/result/user_initiated_questions").asInt())
                    .as(conversation.id())
                    .isEqualTo(conversation.questions());
        }
        assertThat(analyses.at("/emotion/model").asString()).contains("simulator");
    }
}
