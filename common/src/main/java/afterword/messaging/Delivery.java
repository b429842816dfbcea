// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.util.Map;

/// A message that a broker has handed to us and still waits to see settled. Thread-safe.
///
/// There is no way to requeue: what cannot be stored now is kept until it can.
public interface Delivery {

    /// The bytes as they came.
    byte[] body();

    /// Headers as text; binary and nested values are left out. CloudEvents attributes appear as
    /// `ce:id`, whatever the broker's prefix.
    Map<String, String> headers();

    /// Where it came from, such as `rabbitmq:afterword.conversation.ended.v1` or
    /// `kafka:afterword.conversation.ended.v1-3@1042`.
    String origin();

    /// The door: `amqp` or `kafka`.
    String channel();

    /// Whether the broker may have handed it out before. False is no promise that it has not.
    boolean redelivered();

    /// The database owns the work now. RabbitMQ keeps the delivery as flow control until [#done];
    /// Kafka lets its offset go.
    void claimed();

    /// Nothing is owed any more; the broker may forget it. Idempotent; implies [#claimed].
    void done();
}
