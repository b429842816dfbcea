// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.contract.OutcomeRecorded;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A run that has ended and owes its message.
///
/// @param fence under which it ended
/// @param traceparent of the request that started it
public record EndedRun(
        String tenant, UUID eventId, int generation, long fence, @Nullable String traceparent) {

    OutcomeRecorded message() {
        return new OutcomeRecorded(tenant, eventId, generation, fence);
    }
}
