// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.AnalysisStatus;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How the work on one part ended in this visit.
sealed interface PartEnd {

    /// It has ended, and its end is with the ledger: before whatever the visit writes after it.
    ///
    /// @param stored what became of it
    record Offered(Write.PartEnded write, CompletableFuture<Stored> stored) implements PartEnd {}

    /// It has ended or was parked, and that is stored.
    ///
    /// @param result only of a succeeded part
    record Done(AnalysisStatus status, @Nullable JsonNode result) implements PartEnd {}

    /// The run is not ours any more.
    record Lost() implements PartEnd {}

    /// No call could be started in time; the part is as it was.
    record Abandoned() implements PartEnd {}
}
