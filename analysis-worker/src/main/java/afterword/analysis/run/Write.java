// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.outcome.RunOutcome;
import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;
import afterword.persistence.Columns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Something to be stored. Each may be repeated without harm: a lost answer to a commit is answered
/// by doing it again.
sealed interface Write {

    RunKey key();

    /// The keys of writes as columns for `unnest`: `tenants`, `events`, `generations`.
    static <W extends Write> Columns<W> columns(List<W> writes) {
        return Columns.of(writes)
                .text("tenants", write -> write.key().tenant())
                .text("events", write -> write.key().eventId())
                .text("generations", write -> write.key().generation());
    }

    /// A row of the call journal: append-only, not fenced.
    record Called(RunKey key, CallRow row) implements Write {}

    /// The end or the parking of a part; fenced, and the first end stays.
    ///
    /// @param delay until a PARKED part is tried again; null for the others
    record PartEnded(
            RunKey key,
            long fence,
            String name,
            AnalysisStatus status,
            @Nullable Reason reason,
            @Nullable JsonNode result,
            Spent spent,
            @Nullable Duration delay)
            implements Write {}

    /// The end of a run all of whose parts have ended; fenced. Not stored when one of their ends
    /// was turned down.
    ///
    /// @param computed ends of parts that are computed from others; they and the end of the run are
    ///   one commit, so that nobody waits for two
    /// @param behind answers to ends of its parts that were handed over before, some of them
    ///   perhaps not committed yet: then this one shares their commit
    record RunEnded(
            RunKey key,
            long fence,
            RunOutcome outcome,
            List<PartEnded> computed,
            List<CompletableFuture<Stored>> behind)
            implements Write {

        public RunEnded {
            computed = List.copyOf(computed);
            behind = List.copyOf(behind);
        }

        /// Whether a part's end was turned down. Those that are stored in one transaction with this
        /// are not answered yet, and turn it down with themselves.
        boolean turnedDown() {
            return behind.stream()
                    .anyMatch(it ->
                            it.isCompletedExceptionally() || it.getNow(Stored.KEPT) != Stored.KEPT);
        }
    }

    /// A run goes to rest until the first of its parked parts is due; fenced.
    record RunParked(RunKey key, long fence) implements Write {}

    /// What a part has cost so far, over all its calls.
    ///
    /// @param attempts used up by the part itself, the good one included
    /// @param model that answered last; null where none did
    /// @param provider asked last; null where none was
    /// @param durationMillis spent in calls
    record Spent(
            int attempts,
            @Nullable String model,
            @Nullable String provider,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Long costNanos,
            long durationMillis) {

        /// No call was made.
        static final Spent NOTHING = new Spent(0, null, null, null, null, null, 0);
    }
}
