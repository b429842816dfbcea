// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a model is asked.
///
/// @param timeout of one call from its first to its last byte, 1 s to 10 min
/// @param attempts ends that are the part's own fault, 1 to 3; what the provider causes uses up
///   none
/// @param maxTokens bound of the answer
/// @param strategy how a second provider is used; null: hedged where there is one
public record ModelPolicy(
        Duration timeout, int attempts, int maxTokens, @Nullable Strategy strategy) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public ModelPolicy {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("model.timeout is 1s to 10m");
        }
        if (attempts < 1 || attempts > 3) {
            throw new IllegalArgumentException("model.attempts is 1 to 3");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("model.max-tokens is at least 1");
        }
    }
}
