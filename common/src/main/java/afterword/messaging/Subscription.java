// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/// A running consumer of one route. Thread-safe; may be stopped twice.
public interface Subscription extends AutoCloseable {

    /// Stops taking messages: cancels the consumer and gives back what was not started (republished
    /// with confirm, then acknowledged), while settled and running work goes on. Returns when the
    /// handler is idle or `limit` has passed.
    void stopTaking(Duration limit);

    /// Closes the connection; what is unsettled is redelivered by the broker.
    @Override
    void close();

    /// Whether messages can arrive right now.
    boolean connected();

    /// Deliveries held and not done.
    int unsettled();

    /// Bytes of the bodies in memory that are not done.
    long unsettledBytes();

    /// What a subscription needs to know.
    ///
    /// @param group consumer group on Kafka; ignored by RabbitMQ, where the queue is the group
    /// @param inFlight deliveries held unsettled at most (RabbitMQ: prefetch)
    /// @param batchSize messages per call of the handler at most
    /// @param inFlightBytes bytes of bodies held unsettled at most, but for one message; what is
    ///   beyond stays with the broker
    record Settings(
            Route route, String group, int inFlight, int batchSize, DataSize inFlightBytes) {

        /// Enough for thousands of usual messages, and little of any heap.
        private static final DataSize USUAL = DataSize.ofMegabytes(16);

        public Settings {
            if (inFlight < 1 || batchSize < 1 || inFlightBytes.toBytes() < 1) {
                throw new IllegalArgumentException(
                        "inFlight, batchSize and inFlightBytes are at least 1");
            }
        }

        /// With 16 MB at most.
        public Settings(Route route, String group, int inFlight, int batchSize) {
            this(route, group, inFlight, batchSize, USUAL);
        }
    }
}
