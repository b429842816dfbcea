// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.spi.Strategy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a model is asked.
///
/// @param timeout of one call from its first to its last byte, 1 s to 10 min
/// @param attempts ends that are the part's own fault, 1 to 3; what the provider causes uses up
///   none
/// @param maxTokens bound of the answer
/// @param strategy how a second provider is used; null: hedged where there is one
/// @param models places of the deployment in the order of failover, 8 at most; empty: the usual
///   ones
/// @param costLimit USD that the calls of one part may cost together, over all its visits; null: no
///   limit
public record ModelPolicy(
        Duration timeout,
        int attempts,
        int maxTokens,
        @Nullable Strategy strategy,
        List<String> models,
        @Nullable BigDecimal costLimit) {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_MODELS = 8;
    private static final BigDecimal MOST_COST = new BigDecimal(1000);

    public ModelPolicy {
        models = List.copyOf(models);
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("model.timeout is 1s to 10m");
        }
        if (attempts < 1 || attempts > 3) {
            throw new IllegalArgumentException("model.attempts is 1 to 3");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("model.max-tokens is at least 1");
        }
        if (models.size() > MOST_MODELS || new HashSet<>(models).size() < models.size()) {
            throw new IllegalArgumentException("model.models names each place once, 8 at most");
        }
        if (costLimit != null
                && (costLimit.signum() <= 0
                        || costLimit.compareTo(MOST_COST) > 0
                        || costLimit.stripTrailingZeros().scale() > 9)) {
            throw new IllegalArgumentException(
                    "model.cost-limit is above 0 to 1,000 USD, with at most 9 decimals");
        }
    }

    /// By the usual models, without a limit of cost.
    public ModelPolicy(Duration timeout, int attempts, int maxTokens, @Nullable Strategy strategy) {
        this(timeout, attempts, maxTokens, strategy, List.of(), null);
    }

    /// The limit in nano-dollars; null where there is none.
    public @Nullable Long limitNanos() {
        return costLimit == null ? null : costLimit.movePointRight(9).longValueExact();
    }
}
