// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import afterword.contract.Role;
import java.util.Set;

/// What a model gets to see of a conversation.
///
/// @param roles whose turns are shown; the numbers of the turns stay those of the whole
///   conversation
/// @param redaction whether private pieces are replaced by placeholders
/// @param tokenBudget tokens of the transcript, at least [#LEAST]; what is beyond is left out of
///   the middle
public record InputPolicy(Set<Role> roles, boolean redaction, int tokenBudget) {

    /// Room for the first and the last turn and for saying what was left out.
    public static final int LEAST = 100;

    /// Fits the models of today with room for prompt and answer: 128,000 tokens of context.
    public static final int DEFAULT_BUDGET = 100_000;

    /// Both sides, redacted, within the default budget.
    public static final InputPolicy DEFAULT =
            new InputPolicy(Set.of(Role.values()), true, DEFAULT_BUDGET);

    public InputPolicy {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("input.roles names at least one of user, bot");
        }
        if (tokenBudget < LEAST) {
            throw new IllegalArgumentException("input.token-budget is at least " + LEAST);
        }
        roles = Set.copyOf(roles);
    }

    /// The same with another budget, raised to the least where it is smaller.
    public InputPolicy within(int tokens) {
        return new InputPolicy(roles, redaction, Math.max(LEAST, tokens));
    }
}
