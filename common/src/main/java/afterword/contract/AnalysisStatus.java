// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// The state of one analysis of an event. The last three are ends.
public enum AnalysisStatus {
    PENDING,
    RUNNING,
    /// Waiting for a provider until a due time; uses up no attempts.
    PARKED,
    SUCCEEDED,
    FAILED,
    SKIPPED;

    /// Whether nothing more will happen by itself.
    public boolean ended() {
        return switch (this) {
            case PENDING, RUNNING, PARKED -> false;
            case SUCCEEDED, FAILED, SKIPPED -> true;
        };
    }
}
