// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Prompt;
import afterword.analysis.pacing.Lane;
import afterword.contract.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a call on one lane, or the lack of one, means.
sealed interface Judged {

    /// An answer that fits.
    record Good(JsonNode result) implements Judged {}

    /// A call that brought none.
    ///
    /// @param retryAfter what the provider asked for
    /// @param latency of the call
    /// @param repair what the model may be shown to mend; null where there is nothing
    record Bad(
            Lane lane,
            CallClass why,
            @Nullable Duration retryAfter,
            Duration latency,
            Prompt.@Nullable Repair repair)
            implements Judged {}

    /// The gate was shut; no call was made.
    record Shut(Lane lane, CallClass why, Duration retryIn) implements Judged {}

    /// A budget is spent; no call was made.
    ///
    /// @param nextIn until its next window begins
    record OverBudget(Duration nextIn) implements Judged {}

    /// The call might cost more than is left of the part's limit; it was not made.
    record TooDear(Lane lane) implements Judged {}

    /// A second call that was not wanted after all.
    record Spared() implements Judged {}

    /// What keeps the lane from being asked once more in this visit; null where nothing does.
    default @Nullable Trouble trouble() {
        return switch (this) {
            case Bad(var lane, var why, var retryAfter, _, _) when why.isTrouble() ->
                    new Trouble(lane, why.reason(), retryAfter);
            case Shut(var lane, var why, var retryIn) -> new Trouble(lane, why.reason(), retryIn);
            case Bad _, Good _, OverBudget _, TooDear _, Spared _ -> null;
        };
    }

    /// A lane that could not answer, and for how long it asked to be left alone.
    record Trouble(Lane lane, Reason reason, @Nullable Duration asked) {}
}
