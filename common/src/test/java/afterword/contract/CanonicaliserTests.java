// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicaliserTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String HEAD =
            "{\"conversation_id\":\"c\",\"user_id\":\"u\",\"end_time\":\"2025-11-26T10:20:00Z\",";

    private final Canonicaliser canonicaliser =
            new Canonicaliser(InstantSource.fixed(NOW), InputLimits.DEFAULT);

    @Test
    void readsTheFirstDialect() {
        var accepted =
                accepted(
                        """
                        { "conversation_id": "conv_001", "user_id": "user_7", "bot_id": "talk_movies", "bot_name": "Movies", "bot_type": "TALK",
                          "start_time": "2025-11-26T10:00:00Z", "end_time": "2025-11-26T10:20:00Z",
                          "conversation_logs": [ {"character": "BOT_RESPONSE_CONVERSATION", "content": "Hello!"},
                                                 {"character": "USER_RESPONSE_CONVERSATION", "content": "Why is the sky blue?"} ] }
                        """);
        assertThat(accepted.conversation())
                .isEqualTo(
                        new Conversation(
                                "conv_001",
                                "user_7",
                                "talk_movies",
                                "Movies",
                                "TALK",
                                Instant.parse("2025-11-26T10:00:00Z"),
                                Instant.parse("2025-11-26T10:20:00Z"),
                                List.of(
                                        new Turn(
                                                Role.BOT,
                                                "Hello!",
                                                Instant.parse("2025-11-26T10:00:00Z")),
                                        new Turn(
                                                Role.USER,
                                                "Why is the sky blue?",
                                                Instant.parse("2025-11-26T10:20:00Z"))),
                                null));
        assertThat(accepted.key())
                .isEqualTo(
                        new EventKey.ConversationEnd(
                                "conv_001", Instant.parse("2025-11-26T10:20:00Z")));
    }

    @Test
    void meetsTheSameBytesFromEveryDialectAndSpelling() {
        var first =
                accepted(
                        HEAD
                                + """
                                "start_time":"2025-11-26T10:00:00Z","conversation_logs":[
                                {"character":"BOT_RESPONSE_CONVERSATION","content":"Hi"},{"character":"USER_RESPONSE_CONVERSATION","content":"Yo"}]}\
                                """);
        var second =
                accepted(
                        """
                        {"conversation_log":[{"speaker":"pika","turn_id":1,"text":"Hi","timestamp":"2025-11-26T12:00:00.0009+02:00"},
                        {"speaker":"User","turn_id":2,"text":"Yo"}],"start_time":"2025-11-26 10:00:00","end_time":"2025-11-26T10:20:00z",
                        "user_id":"u","conversation_id":"c","bot_id":null}\
                        """);
        var third =
                accepted(
                        HEAD
                                + """
                                "start_time":"2025-11-26T10:00:00Z","conversation_log":[{"role":"system","content":"be nice"},
                                {"role":"assistant","content":[{"type":"text","text":"Hi"},{"type":"image_url","image_url":{"url":"x"}}]},
                                {"role":"tool","content":{"a":1}},{"role":"user","content":"Yo"},{"role":"user","content":"  "}]}\
                                """);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.body()).isEqualTo(first.body());
        assertThat(third.cleanings()).isEqualTo(new Canonical.Cleanings(0, 2, 1));
    }

    @Test
    void leavesCanonicalBytesAsTheyAre() {
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            var once = accepted(RandomConversations.json(random));
            var twice =
                    (Canonical.Accepted) canonicaliser.canonicalise(once.body(), Map.of(), false);
            assertThat(new String(twice.body(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(once.body(), StandardCharsets.UTF_8));
            assertThat(twice.conversation()).isEqualTo(once.conversation());
            assertThat(twice.cleanings().replacedChars()).isZero();
        }
    }

    @Test
    void keepsUnknownFieldsAsMetadataWithNumbersAsText() {
        var accepted =
                accepted(
                        HEAD
                                + """
                                "conversation_log":[],"zeta":1e999999999,"metadata":{"b":[12345678901234567890.123456789,true,null],"a":{"x":"y"}},
                                "id":"7","data":{"deep":[1]},"source":"app"}\
                                """);
        assertThat(accepted.conversation().metadata())
                .isEqualTo(
                        "{\"a\":{\"x\":\"y\"},\"b\":[\"12345678901234567890.123456789\",true,null],"
                                + "\"data\":{\"deep\":[\"1\"]},\"id\":\"7\",\"source\":\"app\",\"zeta\":\"1e999999999\"}");
    }

    @Test
    void replacesWhatStoresRefuseAndLeavesTheEscapedLiteralAlone() {
        var accepted =
                accepted(
                        HEAD
                                + "\"conversation_log\":[{\"speaker\":\"user\",\"text\":\"a\\u0000b\\ud800c\\udc00\\ud83d\\ude00 \\\\u0000\"}]}");
        assertThat(accepted.conversation().turns().getFirst().text())
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFD\uD83D\uDE00 \\u0000");
        assertThat(accepted.cleanings().replacedChars()).isEqualTo(3);
    }

    @Test
    void readsCloudEventsInBothModes() {
        var conversation = HEAD + "\"conversation_log\":[{\"speaker\":\"user\",\"text\":\"Yo\"}]}";
        var structured =
                accepted(
                        "{\"data\":"
                                + conversation
                                + ",\"specversion\":\"1.0\",\"type\":\"dev.afterword.conversation.ended.v1\",\"source\":\"/app\",\"id\":\"e1\",\"user_id\":5}");
        var binary =
                (Canonical.Accepted)
                        canonicaliser.canonicalise(
                                bytes(conversation),
                                Map.of(
                                        "ce:specversion",
                                        "1.0",
                                        "ce:type",
                                        Canonicaliser.EVENT_TYPE,
                                        "ce:source",
                                        "/app",
                                        "ce:id",
                                        "e1"),
                                true);
        var base64 =
                accepted(
                        "{\"data_base64\":\""
                                + java.util.Base64.getEncoder().encodeToString(bytes(conversation))
                                + "\",\"specversion\":\"1.0\",\"type\":\"dev.afterword.conversation.ended.v1\",\"source\":\"/app\",\"id\":\"e1\"}");
        assertThat(structured.key()).isEqualTo(new EventKey.CloudEvent("/app", "e1"));
        assertThat(binary.key()).isEqualTo(structured.key());
        assertThat(base64.key()).isEqualTo(structured.key());
        assertThat(binary.body()).isEqualTo(structured.body()).isEqualTo(base64.body());
    }

    /// A gateway refuses it at the entrance; a straight producer's ends as an event with its
    /// reason.
    @Test
    void refusesAnotherVersionOfCloudEventsAndKeepsTheKey() {
        var headers =
                Map.of(
                        "ce:specversion",
                        "9.9",
                        "ce:type",
                        Canonicaliser.EVENT_TYPE,
                        "ce:source",
                        "/app",
                        "ce:id",
                        "e1");
        var invalid =
                (Canonical.Invalid)
                        canonicaliser.canonicalise(
                                bytes(HEAD + "\"conversation_log\":[]}"), headers, true);
        assertThat(invalid.problems())
                .extracting(InputProblem::pointer)
                .containsExactly("#/specversion");
        assertThat(invalid.identified()).isNotNull();
    }

    @Test
    void prefersTheIdempotencyKey() {
        var accepted =
                (Canonical.Accepted)
                        canonicaliser.canonicalise(
                                bytes(HEAD + "\"conversation_log\":[]}"),
                                Map.of("idempotency-key", "k-1"),
                                true);
        assertThat(accepted.key()).isEqualTo(new EventKey.Idempotency("k-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{} {}",
                "null",
                "'a'",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{/**/}",
                "{\"user_id\":\"a\",\"user_id\":\"b\"}",
                "{\"a\":\"\t\"}"
            })
    void refusesWhatIsNotStrictJson(String body) {
        assertThat(canonicaliser.canonicalise(bytes(body), Map.of(), true))
                .isInstanceOf(Canonical.Malformed.class);
    }

    @Test
    void refusesDepthAndBadBytesAndAllowsAByteOrderMark() {
        var deep = HEAD + "\"conversation_log\":[],\"x\":" + "[".repeat(40) + "]".repeat(40) + "}";
        assertThat(canonicaliser.canonicalise(bytes(deep), Map.of(), true))
                .isInstanceOf(Canonical.Malformed.class);
        for (var bad :
                List.of(
                        new int[] {0xC0, 0xAF},
                        new int[] {0xED, 0xA0, 0x80},
                        new int[] {0xE2, 0x82})) {
            assertThat(canonicaliser.canonicalise(withBytes(bad), Map.of(), true))
                    .isEqualTo(
                            new Canonical.Malformed(
                                    new InputProblem("#", "the body is not valid UTF-8", "utf8")));
        }
        accepted("\uFEFF" + HEAD + "\"conversation_log\":[]}");
    }

    @Test
    void saysWhatIsWrongWithoutQuotingIt() {
        var secret = "S3CRET";
        var invalid =
                (Canonical.Invalid)
                        canonicaliser.canonicalise(
                                bytes(
                                        """
                                        {"conversation_id":"a/S3CRET","user_id":7,"start_time":"2031-01-01T00:00:00Z","end_time":"S3CRET",
                                        "conversation_log":[{"text":"S3CRET"},{"speaker":"user"},"S3CRET",{"speaker":"user","text":{"S3CRET":1}},
                                        {"character":"S3CRET","content":"x"}],"conversation_logs":[]}\
                                        """),
                                Map.of(),
                                true);
        assertThat(invalid.problems())
                .extracting(InputProblem::pointer)
                .containsExactlyInAnyOrder(
                        "#/conversation_id",
                        "#/user_id",
                        "#/start_time",
                        "#/end_time",
                        "#/conversation_log/0",
                        "#/conversation_log/1/content",
                        "#/conversation_log/2",
                        "#/conversation_log/3/text",
                        "#/conversation_log/4/character",
                        "#/conversation_logs");
        assertThat(invalid.problems().toString()).doesNotContain(secret);
        assertThat(invalid.identified()).isNull();
    }

    @Test
    void namesEachMissingField() {
        var invalid = (Canonical.Invalid) canonicaliser.canonicalise(bytes("{}"), Map.of(), true);
        assertThat(invalid.problems())
                .extracting(InputProblem::pointer)
                .containsExactly(
                        "#/conversation_id", "#/user_id", "#/end_time", "#/conversation_logs");
    }

    @Test
    void identifiesAWrongEventWhoseIdCanBeComputed() {
        var invalid =
                (Canonical.Invalid)
                        canonicaliser.canonicalise(
                                bytes(HEAD + "\"conversation_log\":[{\"speaker\":\"user\"}]}"),
                                Map.of(),
                                true);
        assertThat(invalid.identified())
                .isEqualTo(
                        new Canonical.Identified(
                                new EventKey.ConversationEnd(
                                        "c", Instant.parse("2025-11-26T10:20:00Z")),
                                "c",
                                "u",
                                Instant.parse("2025-11-26T10:20:00Z")));
    }

    @Test
    void checksTimesAgainstTheClockAtTheEntranceOnly() {
        var late =
                bytes(
                        "{\"conversation_id\":\"c\",\"user_id\":\"u\",\"end_time\":\"2026-01-03T00:00:00Z\",\"conversation_log\":[]}");
        assertThat(canonicaliser.canonicalise(late, Map.of(), true))
                .isInstanceOf(Canonical.Invalid.class);
        assertThat(canonicaliser.canonicalise(late, Map.of(), false))
                .isInstanceOf(Canonical.Accepted.class);
    }

    @Test
    void boundsTurnsTextMetadataAndBody() {
        var turn = "{\"speaker\":\"user\",\"text\":\"x\"}";
        assertThat(
                        pointers(
                                HEAD
                                        + "\"conversation_log\":["
                                        + (turn + ",").repeat(2000)
                                        + turn
                                        + "]}"))
                .containsExactly("#/conversation_log");
        assertThat(
                        pointers(
                                HEAD
                                        + "\"conversation_log\":[{\"speaker\":\"user\",\"text\":\""
                                        + "é".repeat(16_385)
                                        + "\"}]}"))
                .containsExactly("#/conversation_log/0/text");
        assertThat(pointers(HEAD + "\"conversation_log\":[],\"x\":\"" + "y".repeat(17_000) + "\"}"))
                .containsExactly("#/metadata");
        assertThat(
                        pointers(
                                HEAD
                                        + "\"conversation_log\":[],\"x\":"
                                        + "[".repeat(9)
                                        + "]".repeat(9)
                                        + "}"))
                .containsExactly("#/metadata");
        assertThat(canonicaliser.canonicalise(new byte[(1 << 20) + 1], Map.of(), true))
                .isEqualTo(new Canonical.Oversize(1 << 20));
    }

    @Test
    void takesItsOwnBytesHoweverMuchLongerTheyAre() {
        var turn = "{\"role\":\"user\",\"text\":\"" + "a".repeat(490) + "\"}";
        var log = String.join(",", java.util.Collections.nCopies(2_000, turn));
        var body = HEAD + "\"n\":[" + "1,".repeat(4_000) + "1],\"conversation_log\":[" + log + "]}";
        assertThat(body.length()).isBetween((1 << 20) - 10_000, 1 << 20);
        var first =
                (Canonical.Accepted)
                        canonicaliser.canonicalise(
                                body.getBytes(StandardCharsets.UTF_8), Map.of(), true);
        assertThat(first.body().length).isGreaterThan(1 << 20);
        var again = (Canonical.Accepted) canonicaliser.canonicalise(first.body(), Map.of(), false);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void readsTheSamplesOfTheContractForEver() throws Exception {
        for (var name :
                List.of(
                        "conversation-ended-v1-logs.json",
                        "conversation-ended-v1-log.json",
                        "conversation-ended-v1-chat.json")) {
            try (var in = getClass().getResourceAsStream("/samples/" + name)) {
                assertThat(in).as(name).isNotNull();
                var result = canonicaliser.canonicalise(in.readAllBytes(), Map.of(), true);
                assertThat(result).as(name).isInstanceOf(Canonical.Accepted.class);
                assertThat(((Canonical.Accepted) result).conversation().turns())
                        .as(name)
                        .hasSize(2);
            }
        }
    }

    private List<String> pointers(String body) {
        var invalid = (Canonical.Invalid) canonicaliser.canonicalise(bytes(body), Map.of(), true);
        return invalid.problems().stream().map(InputProblem::pointer).toList();
    }

    private Canonical.Accepted accepted(String body) {
        var result = canonicaliser.canonicalise(bytes(body), Map.of(), true);
        assertThat(result).isInstanceOf(Canonical.Accepted.class);
        return (Canonical.Accepted) result;
    }

    private static byte[] withBytes(int... bad) {
        var head = bytes(HEAD + "\"conversation_log\":[{\"speaker\":\"user\",\"text\":\"");
        var out = Arrays.copyOf(head, head.length + bad.length);
        for (int i = 0; i < bad.length; i++) {
            out[head.length + i] = (byte) bad[i];
        }
        var tail = bytes("\"}]}");
        var all = Arrays.copyOf(out, out.length + tail.length);
        System.arraycopy(tail, 0, all, out.length, tail.length);
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
