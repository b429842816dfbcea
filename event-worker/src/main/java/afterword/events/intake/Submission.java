// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.messaging.Delivery;
import java.util.Map;

/// One event as it was sent: a message, or a member of one.
///
/// @param origin of the message; with `#n` for its n-th member, from 0
/// @param channel the broker's door: `amqp` or `kafka`
record Submission(byte[] body, Map<String, String> headers, String origin, String channel) {

    static Submission of(Delivery delivery) {
        return new Submission(
                delivery.body(), delivery.headers(), delivery.origin(), delivery.channel());
    }
}
