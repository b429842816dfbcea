// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ChatReplyTests {

    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":24}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\\\"a\\\":1}",
                "  {\\\"a\\\": 1}\\n",
                "```json\\n{\\\"a\\\":1}\\n```",
                "```\\n{\\\"a\\\":1}```  "
            })
    void readsAnswerBareOrInFence(String content) {
        assertThat(read(choice("\"stop\"", content)))
                .isEqualTo(
                        new Reading.Answer(
                                JsonMapper.shared().readTree("{\"a\":1}"),
                                new Reading.Usage("m-1", 210L, 24L)));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"length\"',         '{\\\"a\\\":1}',          TRUNCATED",
        "'\"content_filter\"', '{\\\"a\\\":1}',          REFUSED",
        "'null',               '{\\\"a\\\":1}',          INVALID",
        "'\"tool_calls\"',     '{\\\"a\\\":1}',          INVALID",
        "'\"stop\"',           '{\\\"a\\\":',            INVALID",
        "'\"stop\"',           'Here you are: {}',       INVALID",
        "'\"stop\"',           '{\\\"a\\\":1} and more', INVALID",
        "'\"stop\"',           '{\\\"a\\\":1,\\\"a\\\":2}', INVALID",
        "'\"stop\"',           '',                       INVALID"
    })
    void finishReasonComesFirstThenContent(String finish, String content, CallClass why) {
        assertThat(read(choice(finish, content)))
                .isInstanceOfSatisfying(
                        Reading.Unusable.class,
                        it -> {
                            assertThat(it.why()).isEqualTo(why);
                            assertThat(it.usage()).isEqualTo(new Reading.Usage("m-1", 210L, 24L));
                        });
    }

    @Test
    void keepsWhatIsToBeRepaired() {
        var reading = read(choice("\"stop\"", "Here you are: {}"));
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unusable.class,
                        it -> assertThat(it.said()).isEqualTo("Here you are: {}"));
        assertThat(reading.toString()).doesNotContain("Here");
    }

    @Test
    void proseThatDeclinesIsRefused() {
        assertThat(read(choice("\"stop\"", "I\u2019m sorry, but I can't help with that.")))
                .isInstanceOfSatisfying(
                        Reading.Unusable.class,
                        it -> assertThat(it.why()).isEqualTo(CallClass.REFUSED));
    }

    @Test
    void refusalOfTheModelIsRefused() {
        var reply =
                "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"refusal\":\"no\",\"content\":null}}]}";
        assertThat(read(reply))
                .isEqualTo(new Reading.Unusable(CallClass.REFUSED, Reading.Usage.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Sign in</html>",
                "[]",
                "{}",
                "{\"choices\":[]}",
                "{\"choices\":{}}",
                "\"x\""
            })
    void whatIsNoReplyIsTheProvidersFault(String body) {
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        Reading.Unusable.class,
                        it -> assertThat(it.why()).isEqualTo(CallClass.NOT_A_REPLY));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":{\"code\":429}}',                          RATE_LIMITED",
        "'{\"error\":{\"code\":\"502\",\"message\":\"x\"}}',    SERVER_ERROR",
        "'{\"error\":{\"code\":\"insufficient_quota\"}}',       QUOTA",
        "'{\"error\":{\"code\":\"1302\"}}',                     RATE_LIMITED",
        "'{\"error\":\"overloaded\"}',                          SERVER_ERROR"
    })
    void errorInsideOkCountsByItsCode(String body, CallClass why) {
        assertThat(read(body)).isEqualTo(new Reading.Unusable(why, Reading.Usage.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "400, '{\"error\":{\"code\":\"context_length_exceeded\"}}', TOO_LONG",
        "400, '{\"error\":{\"message\":\"This model''s maximum context length is 8192\"}}', TOO_LONG",
        "400, '{\"error\":{\"code\":\"content_filter\"}}', REFUSED",
        "400, '{\"error\":{\"code\":\"invalid_value\"}}', REJECTED",
        "422, 'no json', REJECTED",
        "401, '', AUTH",
        "403, '', AUTH",
        "402, '', QUOTA",
        "404, '', WRONG_ADDRESS",
        "302, '', WRONG_ADDRESS",
        "408, '', SERVER_ERROR",
        "413, '', TOO_LONG",
        "429, '', RATE_LIMITED",
        "429, '{\"error\":{\"type\":\"insufficient_quota\"}}', QUOTA",
        "500, '<html>', SERVER_ERROR",
        "529, '', SERVER_ERROR"
    })
    void sortsRefusalsByStatusAndCode(int status, String body, CallClass why) {
        assertThat(errors("compatible").classOf(status, body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({
        "zhipu,    200, '{\"error\":{\"code\":\"1303\",\"message\":\"x\"}}', RATE_LIMITED",
        "zhipu,    200, '{\"error\":{\"code\":\"1261\",\"message\":\"x\"}}', TOO_LONG",
        "zhipu,    401, '{\"error\":{\"code\":\"1002\",\"message\":\"x\"}}', AUTH",
        "deepseek, 402, '{\"error\":{\"message\":\"Insufficient Balance\"}}', QUOTA",
        "groq,     498, '', RATE_LIMITED",
        "groq,     400, '{\"error\":{\"code\":\"json_validate_failed\"}}', INVALID",
        "vllm,     400, '{\"error\":{\"message\":\"longer than the maximum model length of 9\"}}', TOO_LONG",
        "ollama,   500, '{\"error\":\"server busy, please try again\"}', RATE_LIMITED",
        "openai,   400, '{\"error\":{\"message\":\"Invalid parameter: response_format of type json_schema\"}}', FORMAT_REFUSED",
        "openai,   503, '{\"error\":{\"message\":\"json_schema engine is down\"}}', SERVER_ERROR"
    })
    void profilesSayWhatCodesAndWordsMean(String profile, int status, String body, CallClass why) {
        assertThat(errors(profile).classOf(status, body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(why);
    }

    @Test
    void ignoresUsageThatIsNoCount() {
        var reply = choice("\"stop\"", "{}").replace("210", "-1").replace("24}", "\"many\"}");
        assertThat(read(reply).usage()).isEqualTo(new Reading.Usage("m-1", null, null));
    }

    private static String choice(String finish, String content) {
        return "{\"model\":\"m-1\",\"choices\":[{\"finish_reason\":"
                + finish
                + ",\"message\":{\"role\":\"assistant\",\"content\":\""
                + content
                + "\"}}],"
                + USAGE
                + "}";
    }

    private static Reading read(String body) {
        return ChatReply.read(body.getBytes(StandardCharsets.UTF_8), errors("compatible"));
    }

    private static ErrorTable errors(String profile) {
        return Profiles.read(null).named(profile).errors();
    }
}
