// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.InputProblem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTests {

    /// Pinned: clients switch on the type.
    @Test
    void writesWhatTheRfcHas() {
        var problem =
                Problem.of(
                        ProblemKind.INVALID,
                        "Look at errors.",
                        List.of(new InputProblem("#/user_id", "user_id is required", "required")));
        var answer = problem.answer();
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"type":"urn:afterword:problem:invalid","title":"The event is readable, but wrong","status":422,\
                        "detail":"Look at errors.",\
                        "errors":[{"pointer":"#/user_id","detail":"user_id is required","code":"required"}]}\
                        """);
    }

    @Test
    void leavesErrorsOutWhereThereAreNone() {
        var body = Problem.of(ProblemKind.NOT_FOUND, "None.").answer().body();
        assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("errors");
    }

    @Test
    void carriesHeaders() {
        var answer = Refusal.of(ProblemKind.BUSY, "Later.").retryAfter(3).with("A", "b").answer();
        assertThat(answer.headers()).containsEntry("Retry-After", "3").containsEntry("A", "b");
    }

    @ParameterizedTest
    @EnumSource
    void hasACodeOfItsOwnThatIsFitForALabel(ProblemKind kind) {
        assertThat(kind.code()).matches("[a-z]+(-[a-z]+)*");
        assertThat(kind.status()).isBetween(400, 505);
        assertThat(Arrays.stream(ProblemKind.values()).filter(it -> it.code().equals(kind.code())))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 404, 405, 406, 408, 413, 414, 415, 418, 431, 499})
    void findsAClientsFaultForItsStatus(int status) {
        assertThat(ProblemKind.forStatus(status).status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 502, 503, 505, 599})
    void findsOurFaultForItsStatus(int status) {
        assertThat(ProblemKind.forStatus(status).status()).isBetween(500, 599);
    }
}
