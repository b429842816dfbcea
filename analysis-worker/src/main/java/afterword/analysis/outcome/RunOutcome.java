// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.contract.AnalysisStatus;
import java.util.Collection;
import java.util.Optional;

/// How a run ended, as a function of its parts (protocol, Ends).
public enum RunOutcome {
    /// None failed, at least one succeeded.
    PROCESSED,
    /// At least one failed, at least one succeeded.
    PARTIAL,
    /// At least one failed, none succeeded.
    FAILED,
    /// Every part was skipped.
    SKIPPED;

    /// The outcome of these parts; empty while one of them has not ended.
    public static Optional<RunOutcome> of(Collection<AnalysisStatus> parts) {
        if (!parts.stream().allMatch(AnalysisStatus::ended)) {
            return Optional.empty();
        }
        boolean succeeded = parts.contains(AnalysisStatus.SUCCEEDED);
        boolean failed = parts.contains(AnalysisStatus.FAILED);
        if (succeeded) {
            return Optional.of(failed ? PARTIAL : PROCESSED);
        }
        return Optional.of(failed ? FAILED : SKIPPED);
    }
}
