// SPDX-License-Identifier: Apache-2.0
/// Publishing with a confirm and consuming with a hand-over, over RabbitMQ or Kafka.
@NullMarked
package afterword.messaging;

import org.jspecify.annotations.NullMarked;
