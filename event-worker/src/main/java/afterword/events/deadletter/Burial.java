// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.Reason;
import afterword.messaging.Delivery;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message about to become a dead letter.
///
/// @param tenant null where even that is unknown
/// @param origin queue, or topic, partition and offset
/// @param detail which rule, for the operator; never content
public record Burial(
        @Nullable String tenant,
        @Nullable UUID eventId,
        String origin,
        String channel,
        Stage stage,
        Reason reason,
        String detail,
        byte[] body,
        Map<String, String> headers) {

    /// A whole message of unknown tenant.
    public static Burial of(Delivery delivery, Stage stage, Reason reason, String detail) {
        return new Burial(
                null,
                null,
                delivery.origin(),
                delivery.channel(),
                stage,
                reason,
                detail,
                delivery.body(),
                delivery.headers());
    }
}
