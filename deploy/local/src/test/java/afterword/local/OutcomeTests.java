// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class OutcomeTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void readsResultsForTheTable() {
        var outcome =
                read(
                        """
                        {"event_id":"e","status":"PROCESSED","accepted_at":"2026-11-21T10:00:00.000Z","ended_at":"2026-11-21T10:00:01.250Z",
                         "analyses":{
                          "questions":{"status":"SUCCEEDED","model":"m@simulator","result":{"user_initiated_questions":2,"questions":["a?","b?"]}},
                          "emotion":{"status":"SUCCEEDED","model":"m@simulator","result":{"session_emotion":"happy"}},
                          "memories":{"status":"SUCCEEDED","model":"m@simulator","result":{"memories":[{"text":"x","turns":[1]}]}},
                          "engagement":{"status":"SUCCEEDED","result":{"score":12.5,"breakdown":{}}}}}
                        """);

        assertThat(outcome.questions()).isEqualTo("2");
        assertThat(outcome.emotion()).isEqualTo("happy");
        assertThat(outcome.memories()).isEqualTo("1");
        assertThat(outcome.score()).isEqualTo("12.5");
        assertThat(outcome.models()).isEqualTo("m@simulator");
        assertThat(outcome.took()).isEqualTo(Duration.ofMillis(1250));
    }

    @Test
    void givesTheReasonWhereThereIsNoResult() {
        var outcome =
                read(
                        """
                        {"event_id":"e","status":"PARTIAL","analyses":{
                          "questions":{"status":"FAILED","reason":"PROVIDER_TIMEOUT"},
                          "memories":{"status":"SKIPPED","reason":"EMPTY"}}}
                        """);

        assertThat(outcome.questions()).isEqualTo("provider-timeout");
        assertThat(outcome.memories()).isEqualTo("empty");
        assertThat(outcome.emotion()).isEqualTo("–");
        assertThat(outcome.score()).isEqualTo("–");
        assertThat(outcome.models()).isEqualTo("–");
        assertThat(outcome.took()).isZero();
    }

    private static Outcome read(String json) {
        return new Outcome(JSON.readTree(json));
    }
}
