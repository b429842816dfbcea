// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class ChatCompletionsTests {

    private static final String SCHEMA =
            """
            {"type":"object","required":["session_emotion"],"additionalProperties":false,
             "properties":{"session_emotion":{"type":"string","enum":["happy","neutral"]}}}
            """;

    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final JsonHttp http =
            new JsonHttp(Settings.defaults(HttpSettings.class), InstantSource.system());
    private final ChatCompletions model =
            new ChatCompletions(
                    "main",
                    new LlmSettings.Endpoint(URI.create(simulator.baseUrl()), "key", "tiny"),
                    http);

    @AfterEach
    void close() {
        http.close();
        simulator.close();
    }

    @Test
    void getsAnswerOfTheSchemaWithUsage() throws Exception {
        var end = (CallEnd.Replied) model.call(prompt());
        var reading = (Reading.Answer) model.read(end.body());
        assertThat(reading.json().path("session_emotion").asString()).isEqualTo("happy");
        assertThat(reading.usage().model()).contains("tiny");
        assertThat(reading.usage().inputTokens()).isPositive();
        assertThat(reading.usage().outputTokens()).isPositive();
    }

    @Test
    void asksTheSameInTheSameBytes() {
        var body = JsonMapper.shared().readTree(model.body(prompt()));
        assertThat(model.body(prompt())).isEqualTo(model.body(prompt()));
        assertThat(body.path("model").asString()).isEqualTo("tiny");
        assertThat(body.at("/response_format/json_schema/schema/type").asString())
                .isEqualTo("object");
        assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
        assertThat(body.at("/messages/0/role").asString()).isEqualTo("system");
    }

    @Test
    void showsNothingOfWhatWasSaid() {
        assertThat(prompt().toString()).doesNotContain("thanks");
    }

    private static Prompt prompt() {
        return new Prompt(
                "How did it feel?",
                "1. [USER]: thanks, that is great!",
                "emotion",
                JsonMapper.shared().readTree(SCHEMA),
                100,
                Duration.ofSeconds(10),
                "repeat-1");
    }
}
