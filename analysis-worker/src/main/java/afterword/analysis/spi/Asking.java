// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import afterword.contract.Role;
import java.time.Duration;
import java.util.Set;

/// How a model is asked, and what it sees of a conversation.
///
/// @param timeout of one call, 1 s to 10 min
/// @param attempts ends that are the part's own fault, 1 to 3
/// @param maxTokens bound of the answer, at least 1
/// @param roles whose turns are shown
/// @param redaction whether e-mail addresses, phone numbers and the like are replaced
/// @param tokenBudget tokens of the transcript, at least 100; the middle is cut
public record Asking(
        Duration timeout,
        int attempts,
        int maxTokens,
        Set<Role> roles,
        boolean redaction,
        int tokenBudget) {

    /// A minute, three attempts, 2,000 tokens of answer, both sides, redacted, 100,000 tokens.
    public static final Asking DEFAULT =
            new Asking(Duration.ofMinutes(1), 3, 2000, Set.of(Role.values()), true, 100_000);

    public Asking {
        roles = Set.copyOf(roles);
    }
}
