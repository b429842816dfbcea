// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Adds up the calls of one part over all its visits. Used by the part's thread only.
final class Tally {

    private int calls;
    private int faults;
    private int tooLong;
    private int truncated;
    private long inputTokens;
    private long outputTokens;
    private boolean tokensKnown;
    private @Nullable Long costNanos; // null while no call has had a price
    private @Nullable String model;
    private @Nullable String provider;
    private Duration spent = Duration.ZERO;

    /// Books a call that has been judged.
    ///
    /// @param costNanos null when its model has no price
    void add(
            CallClass found,
            String provider,
            Reading.Usage usage,
            Duration latency,
            @Nullable Long costNanos) {
        calls++;
        if (costNanos != null) {
            this.costNanos = (this.costNanos == null ? 0 : this.costNanos) + costNanos;
        }
        this.provider = provider;
        spent = spent.plus(latency);
        if (found.cause() == CallClass.Cause.PART) {
            faults++;
        }
        if (found == CallClass.TOO_LONG) {
            tooLong++;
        }
        if (found == CallClass.TRUNCATED) {
            truncated++;
        }
        add(usage);
    }

    private void add(Reading.Usage usage) {
        if (usage.model() != null) {
            model = usage.model();
        }
        if (usage.inputTokens() != null) {
            inputTokens += usage.inputTokens();
            tokensKnown = true;
        }
        if (usage.outputTokens() != null) {
            outputTokens += usage.outputTokens();
            tokensKnown = true;
        }
    }

    /// Calls so far, over all visits.
    int calls() {
        return calls;
    }

    /// Attempts that the part itself has used up.
    int faults() {
        return faults;
    }

    /// How often the input was too long.
    int tooLong() {
        return tooLong;
    }

    /// How often the answer was cut at the token limit.
    int truncated() {
        return truncated;
    }

    /// What to store.
    ///
    /// @param good attempts that succeeded: 1 or 0
    Write.Spent spent(int good) {
        return new Write.Spent(
                faults + good,
                model,
                provider,
                tokensKnown ? inputTokens : null,
                tokensKnown ? outputTokens : null,
                costNanos,
                spent.toMillis());
    }
}
