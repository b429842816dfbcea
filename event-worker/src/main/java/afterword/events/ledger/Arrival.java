// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an event came to us.
///
/// @param channel the door: `rest`, `amqp` or `kafka`
/// @param acceptedAt when the gateway promised it; null for straight producers, whose event counts
///   as accepted when it is stored
/// @param traceparent W3C trace context
public record Arrival(String channel, @Nullable Instant acceptedAt, @Nullable String traceparent) {

    /// The same arrival under another span.
    Arrival under(@Nullable String context) {
        return new Arrival(channel, acceptedAt, context);
    }
}
