// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchMembersTests {

    private static Optional<List<String>> split(String body, int most) {
        return BatchMembers.split(body.getBytes(StandardCharsets.UTF_8), most)
                .map(members ->
                        members.stream()
                                .map(member -> new String(member, StandardCharsets.UTF_8))
                                .toList());
    }

    @Test
    void cutsMembersByteForByte() {
        assertThat(split("[ {\"a\": [1, {\"ü\": \"]\"}]} ,\n{\"b\":\"\\\"}\"}, {} ]", 9))
                .contains(List.of("{\"a\": [1, {\"ü\": \"]\"}]}", "{\"b\":\"\\\"}\"}", "{}"));
    }

    @Test
    void leavesJudgementOfMembersToOthers() {
        assertThat(split("[1, \"text\", null, true, [2], 1.5e3]", 9))
                .contains(List.of("1", "\"text\"", "null", "true", "[2]", "1.5e3"));
    }

    @Test
    void takesAnEmptyBatch() {
        assertThat(split("[]", 9)).contains(List.of());
    }

    @Test
    void stopsAfterOneTooMany() {
        assertThat(split("[1,2,3,4,5,6,7]", 3).orElseThrow()).hasSize(4);
        assertThat(split("[1,2,3]", 3).orElseThrow()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "1",
                "[1",
                "[1,]",
                "[1] 2",
                "[{\"a\":}]",
                "[{\"a\"}]",
                "[NaN]",
                "nul"
            })
    void refusesWhatIsNoArray(String body) {
        assertThat(split(body, 9)).isEmpty();
    }

    @Test
    void refusesOtherEncodings() {
        assertThat(BatchMembers.split("[{}]".getBytes(StandardCharsets.UTF_16LE), 9)).isEmpty();
        assertThat(BatchMembers.split("[{}]".getBytes(StandardCharsets.UTF_16), 9)).isEmpty();
    }
}
