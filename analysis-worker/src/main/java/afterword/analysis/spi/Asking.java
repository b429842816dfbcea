// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import afterword.contract.Role;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a model is asked, and what it sees of a conversation.
///
/// @param timeout of one call, 1 s to 10 min
/// @param attempts ends that are the part's own fault, 1 to 3
/// @param maxTokens bound of the answer, at least 1
/// @param roles whose turns are shown
/// @param redaction whether e-mail addresses, phone numbers and the like are replaced
/// @param tokenBudget tokens of the transcript, at least 100; the middle is cut
/// @param models places of the deployment in the order of failover, such as `fallback`; empty:
///   main, then fallback where there is one
/// @param strategy how the second place is used; null: hedged where there is one
/// @param costLimit USD that all calls for one conversation may cost together, above 0 to 1,000;
///   null: no limit
public record Asking(
        Duration timeout,
        int attempts,
        int maxTokens,
        Set<Role> roles,
        boolean redaction,
        int tokenBudget,
        List<String> models,
        @Nullable Strategy strategy,
        @Nullable BigDecimal costLimit) {

    /// A minute, three attempts, 2,000 tokens of answer, both sides, redacted, 100,000 tokens, by
    /// the deployment's models, without a limit of cost.
    public static final Asking DEFAULT =
            new Asking(Duration.ofMinutes(1), 3, 2000, Set.of(Role.values()), true, 100_000);

    public Asking {
        roles = Set.copyOf(roles);
        models = List.copyOf(models);
    }

    /// By the deployment's models, without a limit of cost.
    public Asking(
            Duration timeout,
            int attempts,
            int maxTokens,
            Set<Role> roles,
            boolean redaction,
            int tokenBudget) {
        this(timeout, attempts, maxTokens, roles, redaction, tokenBudget, List.of(), null, null);
    }
}
