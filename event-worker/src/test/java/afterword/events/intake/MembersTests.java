// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.contract.EventGroup;
import afterword.contract.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class MembersTests {

    @Test
    void eachMemberKeepsItsBytes() {
        assertThat(texts("[{\"a\": \"é🙂\"} , {\"b\":[1, {\"c\":2}]}\n]"))
                .containsExactly("{\"a\": \"é🙂\"}", "{\"b\":[1, {\"c\":2}]}");
    }

    @Test
    void whatIsNoObjectIsMemberAsWell() {
        assertThat(texts("[1, \"two\", [3, [4]], {}, null]"))
                .containsExactly("1", "\"two\"", "[3, [4]]", "{}", "null");
    }

    @Test
    void byteOrderMarkIsAllowed() {
        assertThat(Members.isBatch("\uFEFF [1]".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(texts("\uFEFF [{\"a\": 1}, {\"b\": 2}]"))
                .containsExactly("{\"a\": 1}", "{\"b\": 2}");
    }

    @Test
    void objectIsNoBatch() {
        assertThat(Members.isBatch(" {\"a\": [1]}".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(Members.isBatch(new byte[0])).isFalse();
    }

    @Test
    void membersHaveTheCarriersTenantAndTheirOwnKeys() {
        var headers =
                Map.of(Headers.TENANT, "acme", Headers.IDEMPOTENCY_KEY, "carrier", "ce:id", "c1");
        var members =
                split(
                        "[{\"idempotencykey\": \"k1\", \"x\": {\"idempotencykey\": \"no\"}}, {}]",
                        headers);
        assertThat(members.getFirst().headers())
                .isEqualTo(Map.of(Headers.TENANT, "acme", Headers.IDEMPOTENCY_KEY, "k1"));
        assertThat(members.getLast().headers()).isEqualTo(Map.of(Headers.TENANT, "acme"));
        assertThat(members.getLast().origin()).isEqualTo("queue#1");
    }

    @Test
    void whatAGatewayGroupedComesOutAsItWentIn() {
        var one = Map.of(Headers.TENANT, "acme", Headers.TRACEPARENT, "00-a-b-01", "x", "\"1\"");
        var other = Map.of(Headers.IDEMPOTENCY_KEY, "k/2", "ce:id", "é", Headers.CHANNEL, "rest");
        var data = "{\"conversation_id\":\"é🙂\",\"data\":[1],\"idempotencykey\":\"no\"}";
        var group =
                EventGroup.write(
                        "/afterword/gateway/1",
                        41,
                        List.of(
                                new EventGroup.Member(one, data.getBytes(StandardCharsets.UTF_8)),
                                new EventGroup.Member(
                                        other, "{}".getBytes(StandardCharsets.UTF_8))));
        var members = Members.split(new Submission(group, Map.of(), "queue", "amqp"));
        assertThat(members).extracting(Submission::headers).containsExactly(one, other);
        assertThat(members)
                .extracting(member -> new String(member.body(), StandardCharsets.UTF_8))
                .containsExactly(data, "{}");
    }

    @Test
    void headersThatCannotBeReadSpoilTheArray() {
        assertThatThrownBy(() -> texts("[{\"afterwordheaders\":\"[]\",\"data\":{}}]"))
                .isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]", "[1", "[1,]", "[1] 2", "[{]", "[\"a"})
    void brokenArrayIsRefused(String text) {
        assertThatThrownBy(() -> texts(text)).isInstanceOf(JacksonException.class);
    }

    private static List<String> texts(String batch) {
        return split(batch, Map.of()).stream()
                .map(member -> new String(member.body(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<Submission> split(String batch, Map<String, String> headers) {
        var bytes = batch.getBytes(StandardCharsets.UTF_8);
        return Members.split(new Submission(bytes, headers, "queue", "amqp"));
    }
}
