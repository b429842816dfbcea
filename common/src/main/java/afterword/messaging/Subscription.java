// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.time.Duration;

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

    /// What a subscription needs to know.
    ///
    /// @param group consumer group on Kafka; ignored by RabbitMQ, where the queue is the group
    /// @param inFlight deliveries held unsettled at most (RabbitMQ: prefetch)
    /// @param batchSize messages per call of the handler at most
    record Settings(Route route, String group, int inFlight, int batchSize) {
        public Settings {
            if (inFlight < 1 || batchSize < 1) {
                throw new IllegalArgumentException("inFlight and batchSize are at least 1");
            }
        }
    }
}
