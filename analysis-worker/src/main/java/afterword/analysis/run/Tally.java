// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up the calls of one part over all its visits. Thread-safe: the loser of a race is booked by
/// its own thread.
final class Tally {

    /// What one provider has said of the part itself.
    ///
    /// @param faults ends that were the part's own
    /// @param declined of them those where it would not be asked this
    /// @param cut of them answers that met the token limit
    record Heard(int faults, int declined, int cut) {

        static final Heard NOTHING = new Heard(0, 0, 0);

        private Heard and(CallClass found) {
            boolean no = found == CallClass.REFUSED || found == CallClass.REJECTED;
            return new Heard(
                    faults + 1,
                    declined + (no ? 1 : 0),
                    cut + (found == CallClass.TRUNCATED ? 1 : 0));
        }
    }

    private final Map<String, Heard> heard = new HashMap<>(); // by provider: a few
    private final @Nullable Long limitNanos;
    private long reserved; // nano-dollars of calls in flight
    private int calls;
    private int faults;
    private int tooLong;
    private int truncated;
    private int invalid;
    private long inputTokens;
    private long outputTokens;
    private boolean tokensKnown;
    private @Nullable Long costNanos; // null while no call has had a price
    private @Nullable String model;
    private @Nullable String provider;
    private Duration spent = Duration.ZERO;

    /// Without a limit of cost.
    Tally() {
        this(null);
    }

    /// @param limitNanos what all calls may cost together; null for no limit
    Tally(@Nullable Long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /// Whether a call that may cost so much fits into what is left of the limit.
    synchronized boolean affords(long nanos) {
        long spent = costNanos == null ? 0 : costNanos;
        return limitNanos == null || nanos <= limitNanos - spent - reserved;
    }

    /// Reserves what a call may cost at most, so that two calls at once cannot both take the rest.
    ///
    /// @return false where it does not fit; nothing is reserved then
    synchronized boolean reserve(long nanos) {
        boolean fits = affords(nanos);
        if (fits && limitNanos != null) {
            reserved += nanos;
        }
        return fits;
    }

    /// Gives a reservation back, once what the call has cost is booked.
    synchronized void release(long nanos) {
        if (limitNanos != null) {
            reserved -= nanos;
        }
    }

    /// Books a call that has been judged.
    ///
    /// @param costNanos null when its model has no price
    synchronized void add(
            CallClass found,
            String provider,
            Reading.Usage usage,
            Duration latency,
            @Nullable Long costNanos) {
        calls++;
        if (costNanos != null) {
            this.costNanos = (this.costNanos == null ? 0 : this.costNanos) + costNanos;
        }
        if (found != CallClass.CANCELLED) { // whoever lost a race has answered nothing
            this.provider = provider;
        }
        spent = spent.plus(latency);
        if (found.cause() == CallClass.Cause.PART) {
            faults++;
            heard.merge(provider, Heard.NOTHING.and(found), (before, _) -> before.and(found));
        }
        if (found == CallClass.TOO_LONG) {
            tooLong++;
        }
        if (found == CallClass.TRUNCATED) {
            truncated++;
        }
        if (found == CallClass.INVALID) {
            invalid++;
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

    /// What is particular about the next call.
    synchronized Question next() {
        return new Question(calls, faults, tooLong, truncated, null);
    }

    /// Attempts that the part itself has used up.
    synchronized int faults() {
        return faults;
    }

    /// How often the input was too long.
    synchronized int tooLong() {
        return tooLong;
    }

    /// How often the answer did not fit.
    synchronized int invalid() {
        return invalid;
    }

    /// What a provider has said of the part itself.
    synchronized Heard heard(String provider) {
        return heard.getOrDefault(provider, Heard.NOTHING);
    }

    /// The part is parked for this provider, whoever was asked.
    synchronized void waitsFor(String provider) {
        this.provider = provider;
    }

    /// What to store.
    ///
    /// @param good attempts that succeeded: 1 or 0
    synchronized Write.Spent spent(int good) {
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
