// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.EventStatus;
import afterword.contract.Reason;
import org.jspecify.annotations.Nullable;

/// How an event ends.
///
/// @param reason why it did not succeed; null where it did, or where its parts differ
/// @param fence of the run that ended; null for an end at intake
public record Ending(
        EventRef ref, EventStatus status, @Nullable Reason reason, @Nullable Long fence) {

    public Ending {
        if (!status.ended()) {
            throw new IllegalArgumentException("not an end: " + status);
        }
    }

    /// An end at intake, before any run.
    public static Ending atIntake(EventRef ref, EventStatus status, Reason reason) {
        return new Ending(ref, status, reason, null);
    }
}
