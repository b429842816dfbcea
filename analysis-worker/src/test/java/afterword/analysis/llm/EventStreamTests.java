// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventStreamTests {

    private static final String TALK =
            """
            : PROCESSING

            data: {"model":"m","choices":[{"index":0,"delta":{"content":"{\\"a\\":"}}]}

            event: message
            id: 7
            data: {"choices":[{"index":1,"delta":{"content":"other"}}]}
            data: {"choices":[{"index":0,"delta":{"content":"\\"Grüße 🦊\\"}"},"finish_reason":"stop"}]}

            data:{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}

            data: [DONE]

            """;

    /// However the bytes are cut into pieces, the reply is the same.
    @RepeatedTest(50)
    void anyCutGivesTheSameReply(RepetitionInfo repetition) {
        var bytes = TALK.getBytes(StandardCharsets.UTF_8);
        var random = new Random(repetition.getCurrentRepetition());
        var stream = new EventStream(1 << 20);
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(9));
            assertThat(stream.feed(ByteBuffer.wrap(bytes, at, size))).isTrue();
            at += size;
        }
        assertThat(stream.over()).isTrue();
        assertThat(stream.finished()).isTrue();
        var whole = JsonMapper.shared().readTree(stream.whole());
        assertThat(whole.at("/choices/0/message/content").asString())
                .isEqualTo("{\"a\":\"Grüße 🦊\"}");
        assertThat(whole.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(4);
        assertThat(whole.path("model").asString()).isEqualTo("m");
    }

    @Test
    void aLastEventMayLackItsEmptyLine() {
        var stream = fed("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}");
        assertThat(stream.finished()).isFalse();
        stream.end();
        assertThat(stream.finished()).isTrue();
    }

    @Test
    void whatIsNoJsonIsNoReply() {
        var stream = fed("data: {oops\n\n");
        assertThat(stream.over()).isTrue();
        assertThat(ChatReply.read(stream.whole(), ErrorTable.PLAIN))
                .isEqualTo(new Reading.Unusable(CallClass.NOT_A_REPLY, Reading.Usage.UNKNOWN));
    }

    @Test
    void linesAndContentAreBounded() {
        assertThat(new EventStream(100).feed(bytes("data: " + "x".repeat(100)))).isFalse();
        var stream = new EventStream(100);
        boolean within = true;
        for (int i = 0; i < 20; i++) {
            within &=
                    stream.feed(
                            bytes(
                                    "data:{\"choices\":[{\"delta\":{\"content\":\"0123456789\"}}]}\n\n"));
        }
        assertThat(within).isFalse();
        assertThat(new EventStream(100).feed(bytes(": noise\n".repeat(1000)))).isFalse();
    }

    private static EventStream fed(String text) {
        var stream = new EventStream(1 << 20);
        assertThat(stream.feed(bytes(text))).isTrue();
        return stream;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
