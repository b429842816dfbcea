// SPDX-License-Identifier: Apache-2.0
/// The messaging port over Kafka, on the raw Java client.
@NullMarked
package afterword.messaging.kafka;

import org.jspecify.annotations.NullMarked;
