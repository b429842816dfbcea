// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Pin;
import afterword.contract.AnalysisStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A part as its claimer found it.
///
/// @param position in outcomes, from 0
/// @param result only of a succeeded part
/// @param parks how often it was parked
record PartState(
        int position, Pin pin, AnalysisStatus status, @Nullable JsonNode result, int parks) {

    String name() {
        return pin.name();
    }

    /// Whether this visit is to work on it. A parked part that was due is RUNNING by now.
    boolean open() {
        return switch (status) {
            case PENDING, RUNNING -> true;
            case PARKED, SUCCEEDED, FAILED, SKIPPED -> false;
        };
    }
}
