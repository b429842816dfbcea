// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The parts of the formatter together.
class FormattingTests {

    private static final Instant END = Instant.parse("2026-01-02T03:04:05Z");

    private static final Conversation CONVERSATION =
            new Conversation(
                    "c",
                    "u",
                    null,
                    null,
                    null,
                    null,
                    END,
                    List.of(
                            new Turn(Role.BOT, "Your mail?", END),
                            new Turn(Role.USER, "bob\u200B@example.com", END),
                            new Turn(Role.BOT, "So bob@example.com, not [EMAIL_1]", END)),
                    null);

    @Test
    void redactsAcrossTurnsAndWhatHiddenCharactersHide() {
        var transcript = format(InputPolicy.DEFAULT);
        assertThat(transcript.text())
                .isEqualTo(
                        """
                        1. [BOT]: Your mail?
                        2. [USER]: [EMAIL_1]
                        3. [BOT]: So [EMAIL_1], not [TEXT_1]\
                        """);
        assertThat(transcript.redactions().restore("[EMAIL_1] [TEXT_1]"))
                .isEqualTo("bob@example.com [EMAIL_1]");
        assertThat(transcript.toString()).doesNotContain("bob", "mail");
    }

    @Test
    void numbersPlaceholdersTheSameAgain() {
        assertThat(format(InputPolicy.DEFAULT)).isEqualTo(format(InputPolicy.DEFAULT));
    }

    @Test
    void leavesTextsAsTheyAreWithoutRedaction() {
        var transcript =
                format(new InputPolicy(Set.of(Role.BOT), false, InputPolicy.DEFAULT_BUDGET));
        assertThat(transcript.text())
                .isEqualTo(
                        """
                        1. [BOT]: Your mail?
                        3. [BOT]: So bob@example.com, not [EMAIL_1]\
                        """);
        assertThat(transcript.redactions()).isEqualTo(Redactions.NONE);
    }

    @Test
    void refusesPolicyThatShowsNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InputPolicy(Set.of(), true, 1_000))
                .withMessageContaining("input.roles");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InputPolicy(Set.of(Role.USER), true, 99))
                .withMessageContaining("input.token-budget");
    }

    private static Transcript format(InputPolicy policy) {
        return TranscriptFormatter.format(CONVERSATION, policy, TokenEncoding.O200K_BASE);
    }
}
