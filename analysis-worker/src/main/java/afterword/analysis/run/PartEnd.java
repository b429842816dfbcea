// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.AnalysisStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How the work on one part ended in this visit.
sealed interface PartEnd {

    /// It has ended or was parked, and that is stored.
    ///
    /// @param result only of a succeeded part
    record Done(AnalysisStatus status, @Nullable JsonNode result) implements PartEnd {}

    /// The run is not ours any more.
    record Lost() implements PartEnd {}

    /// No call could be started in time; the part is as it was.
    record Abandoned() implements PartEnd {}
}
