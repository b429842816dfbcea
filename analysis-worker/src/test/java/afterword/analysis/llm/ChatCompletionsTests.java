// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import afterword.simulator.FaultRule;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.simulator.WireFault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
    private final ChatCompletions model = model("compatible", simulator.baseUrl(), false);

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
        var body = JsonMapper.shared().readTree(model.body(prompt(), JsonMode.JSON_SCHEMA));
        assertThat(model.body(prompt(), JsonMode.JSON_SCHEMA))
                .isEqualTo(model.body(prompt(), JsonMode.JSON_SCHEMA));
        assertThat(body.path("model").asString()).isEqualTo("tiny");
        assertThat(body.at("/response_format/json_schema/schema/type").asString())
                .isEqualTo("object");
        assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
        assertThat(body.at("/messages/0/role").asString()).isEqualTo("system");
    }

    @Test
    void getsTheSameAnswerFromAStream() throws Exception {
        var streaming = model("compatible", simulator.baseUrl(), true);
        var end = (CallEnd.Replied) streaming.call(prompt());
        var reading = (Reading.Answer) streaming.read(end.body());
        assertThat(reading.json().path("session_emotion").asString()).isEqualTo("happy");
        assertThat(reading.usage().model()).contains("tiny");
        assertThat(reading.usage().outputTokens()).isPositive();
        assertThat(new String(end.body(), StandardCharsets.UTF_8)).startsWith("{");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NOISE", "NO_DONE", "DONE_OPEN", "BIG_EVENT", "TWO_IN_LINE", "TWO_CHOICES"})
    void readsStreamsThatAreAllowedToBeOdd(WireFault fault) throws Exception {
        simulator.faults(FaultRule.of(fault));
        var streaming = model("compatible", simulator.baseUrl(), true);
        var end = (CallEnd.Replied) streaming.call(prompt());
        assertThat(end.latency()).isLessThan(Duration.ofSeconds(5));
        var reading = (Reading.Answer) streaming.read(end.body());
        assertThat(reading.json().path("session_emotion").asString()).isEqualTo("happy");
    }

    @ParameterizedTest
    @CsvSource({
        "CUT,       CUT_OFF",
        "CUT_RESET, CUT_OFF",
        "NO_FINISH, CUT_OFF",
        "HUGE,      OVERSIZE"
    })
    void aStreamWithoutItsEndIsNoAnswer(WireFault fault, CallClass why) throws Exception {
        simulator.faults(FaultRule.of(fault));
        assertThat(model("compatible", simulator.baseUrl(), true).call(prompt()))
                .isInstanceOfSatisfying(
                        CallEnd.Broken.class, it -> assertThat(it.why()).isEqualTo(why));
    }

    @Test
    void anErrorWithinAStreamCountsByItsCode() throws Exception {
        simulator.faults(FaultRule.of(WireFault.ERROR_EVENT));
        var streaming = model("compatible", simulator.baseUrl(), true);
        var end = (CallEnd.Replied) streaming.call(prompt());
        assertThat(streaming.read(end.body()))
                .isInstanceOfSatisfying(
                        Reading.Unusable.class,
                        it -> assertThat(it.why()).isEqualTo(CallClass.SERVER_ERROR));
    }

    @Test
    void aConnectionServesTheNextStream() throws Exception {
        var streaming = model("compatible", simulator.baseUrl(), true);
        for (int i = 0; i < 20; i++) {
            assertThat(streaming.call(prompt())).isInstanceOf(CallEnd.Replied.class);
        }
        assertThat(simulator.counters().snapshot().flight().closedByPeer()).isZero();
    }

    @Test
    void climbsDownWhatTheModelRefusesAndRemembersIt() throws Exception {
        var refusals = new AtomicInteger();
        try (var server =
                new RawServer(wire -> {
                    refusals.incrementAndGet();
                    wire.reply(
                            "400 Bad Request",
                            "",
                            "{\"error\":{\"message\":\"response_format is not supported\"}}");
                })) {
            var stubborn = model("compatible", server.uri().toString(), false);
            assertThat(List.of(why(stubborn), why(stubborn), why(stubborn), why(stubborn)))
                    .containsExactly(
                            CallClass.FORMAT_REFUSED,
                            CallClass.FORMAT_REFUSED,
                            CallClass.REJECTED,
                            CallClass.REJECTED);
            assertThat(refusals.get()).isEqualTo(4);
        }
    }

    @Test
    void plainerModesPutTheSchemaIntoThePrompt() {
        var object = JsonMapper.shared().readTree(model.body(prompt(), JsonMode.JSON_OBJECT));
        assertThat(object.at("/response_format/type").asString()).isEqualTo("json_object");
        assertThat(object.at("/messages/0/content").asString()).contains("\"session_emotion\"");
        var plain = JsonMapper.shared().readTree(model.body(prompt(), JsonMode.PROMPT));
        assertThat(plain.has("response_format")).isFalse();
        assertThat(plain.at("/messages/0/content").asString()).contains("\"session_emotion\"");
    }

    @Test
    void profileRenamesDropsAndAdds() {
        var openai =
                JsonMapper.shared()
                        .readTree(
                                model("openai", "https://api.openai.com", true)
                                        .body(prompt(), JsonMode.JSON_SCHEMA));
        assertThat(openai.has("max_tokens")).isFalse();
        assertThat(openai.path("max_completion_tokens").asInt()).isEqualTo(100);
        assertThat(openai.at("/stream_options/include_usage").asBoolean()).isTrue();
        var zhipu =
                JsonMapper.shared()
                        .readTree(
                                model("zhipu", "https://api.z.ai/api/paas/v4", true)
                                        .body(prompt(), JsonMode.JSON_OBJECT));
        assertThat(zhipu.at("/thinking/type").asString()).isEqualTo("disabled");
        assertThat(zhipu.path("stream").asBoolean()).isTrue();
        assertThat(zhipu.has("stream_options")).isFalse();
    }

    @Test
    void aRepairShowsTheAnswerAndTheRules() {
        var repair =
                new Prompt(
                        "s",
                        "u",
                        "emotion",
                        JsonMapper.shared().readTree(SCHEMA),
                        10,
                        Duration.ofSeconds(1),
                        new Prompt.Repair("not json", List.of("enum at /x")),
                        "k");
        var body = JsonMapper.shared().readTree(model.body(repair, JsonMode.JSON_SCHEMA));
        assertThat(body.at("/messages/2/role").asString()).isEqualTo("assistant");
        assertThat(body.at("/messages/2/content").asString()).isEqualTo("not json");
        assertThat(body.at("/messages/3/content").asString()).contains("enum at /x");
        assertThat(String.valueOf(repair.repair())).doesNotContain("not json");
    }

    private CallClass why(ChatCompletions model) throws InterruptedException {
        return ((CallEnd.Broken) model.call(prompt())).why();
    }

    private ChatCompletions model(String profile, String base, boolean stream) {
        return new ChatCompletions(
                "main",
                new LlmSettings.Endpoint(URI.create(base), "key", "tiny"),
                Profiles.read(null).named(profile),
                stream,
                http);
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
                null,
                "repeat-1");
    }
}
