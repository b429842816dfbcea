// SPDX-License-Identifier: Apache-2.0
/// Private PostgreSQL, RabbitMQ and Kafka servers, as child processes that end with us.
@NullMarked
package afterword.servers;

import org.jspecify.annotations.NullMarked;
