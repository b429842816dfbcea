// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConversationsTests {

    @Test
    void bodiesHaveTheirSizeAndAnIdEach() {
        var bodies = Conversations.ofSize("bench", 4_000);
        assertThat(bodies.bytes()).hasSizeBetween(3_800, 4_000);
        var body = JsonMapper.shared().readTree(bodies.body(4_711));
        assertThat(body.path("conversation_id").asString()).isEqualTo("bench-000000004711");
    }

    @Test
    void bodiesHaveTheirTurns() {
        var body = JsonMapper.shared().readTree(Conversations.ofTurns("long", 1_000).body(1));
        assertThat(body.path("conversation_logs")).hasSize(1_000);
    }

    @Test
    void marksSayWhatWasReached() {
        var lower = Report.Goal.atMost(15, 5);
        assertThat(lower.mark(4)).isEqualTo("stretch");
        assertThat(lower.mark(15)).isEqualTo("goal");
        assertThat(lower.mark(16)).isEqualTo("missed");
        assertThat(Report.Goal.atLeast(0.6, 1).mark(0.5)).isEqualTo("missed");
        assertThat(Report.Goal.NONE.mark(1)).isEmpty();
    }
}
