// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// The state of an event, as served. The last five are ends.
public enum EventStatus {
    /// Promised, not stored yet.
    ACCEPTED,
    /// Stored, its analysis not claimed yet.
    PENDING,
    /// Claimed; parts that are there are served.
    PROCESSING,
    /// No part failed, at least one succeeded.
    PROCESSED,
    /// At least one part succeeded, at least one failed.
    PARTIAL,
    /// None succeeded, at least one failed; or refused at intake.
    FAILED,
    /// Every part was skipped.
    SKIPPED,
    /// Deleted on request; only the tombstone is left.
    ERASED;

    /// Whether nothing more will happen by itself.
    public boolean ended() {
        return switch (this) {
            case ACCEPTED, PENDING, PROCESSING -> false;
            case PROCESSED, PARTIAL, FAILED, SKIPPED, ERASED -> true;
        };
    }
}
