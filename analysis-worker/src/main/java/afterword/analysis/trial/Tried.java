// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import afterword.analysis.llm.CallClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one conversation came to.
sealed interface Tried {

    /// As the file names it.
    String conversationId();

    /// Non-empty ones.
    int turns();

    /// A valid answer.
    record Answered(String conversationId, int turns, JsonNode result, Spent spent)
            implements Tried {}

    /// No answer.
    ///
    /// @param why what the call was found to be
    /// @param detail rules that the answer breaks, for the author; may be empty
    record Failed(String conversationId, int turns, CallClass why, String detail, Spent spent)
            implements Tried {}

    /// Not asked: the call might cost more than the analysis's limit.
    ///
    /// @param most what it might cost, in nano-dollars
    /// @param spent on the inputs of a derived analysis
    record TooDear(String conversationId, int turns, long most, Spent spent) implements Tried {}

    /// Not asked: the analysis's own rule, or no turn.
    record Skipped(String conversationId, int turns) implements Tried {}

    /// The line is no conversation.
    record Unreadable(String conversationId, int turns, String reason) implements Tried {}

    /// What calls took.
    ///
    /// @param nanos nano-dollars; null where the model has no price
    record Spent(Duration time, long inputTokens, long outputTokens, @Nullable Long nanos) {

        static final Spent NOTHING = new Spent(Duration.ZERO, 0, 0, null);

        /// Both, one after the other.
        Spent plus(Spent other) {
            return new Spent(
                    time.plus(other.time),
                    inputTokens + other.inputTokens,
                    outputTokens + other.outputTokens,
                    sum(nanos, other.nanos));
        }

        private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one + other;
        }
    }
}
