// SPDX-License-Identifier: Apache-2.0
/// A Kafka of one node in a process of its own.
@NullMarked
package afterword.kafka;

import org.jspecify.annotations.NullMarked;
