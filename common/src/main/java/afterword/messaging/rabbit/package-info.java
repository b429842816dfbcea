// SPDX-License-Identifier: Apache-2.0
/// The messaging port over RabbitMQ, on the raw Java client.
@NullMarked
package afterword.messaging.rabbit;

import org.jspecify.annotations.NullMarked;
