// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.util.Map;

/// A message broker that this process talks to: RabbitMQ or Kafka. Thread-safe.
///
/// Publishing and consuming use separate connections, so that a publisher blocked by an alarm never
/// stops a consumer from acknowledging.
public interface Broker extends AutoCloseable {

    /// `rabbitmq` or `kafka`.
    String kind();

    /// Opens a publisher; connects in the background and keeps reconnecting until it is closed.
    ///
    /// @param name shown by the broker's own tools
    Publisher publisher(String name);

    /// Starts to consume; connects in the background and keeps reconnecting until it is closed.
    Subscription subscribe(Subscription.Settings settings, BatchHandler handler);

    /// Messages ready in the queue, or lag of the group, for each given route; empty when the
    /// broker cannot be asked within 2 s.
    Map<Route, Long> backlog(String group, Route... routes);

    @Override
    void close();
}
