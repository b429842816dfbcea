// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.util.Set;

/// Opens adapters with this process's settings.
@FunctionalInterface
public interface Brokers {

    /// The brokers that there are adapters for.
    enum Kind {
        /// RabbitMQ.
        RABBITMQ,
        /// Kafka.
        KAFKA
    }

    /// Opens an adapter, which the caller closes.
    ///
    /// @param routes that will be used; the queues or topics of no others are created
    Broker open(Kind kind, Set<Route> routes);
}
