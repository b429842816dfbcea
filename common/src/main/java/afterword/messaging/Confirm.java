// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

/// What became of a published message.
public sealed interface Confirm {

    /// The broker has it as durably as it promises (RabbitMQ quorum queue: fsynced; Kafka
    /// `acks=all`: in-sync replicas).
    record Confirmed() implements Confirm {}

    /// The broker does not have it: refused, unroutable, blocked, or never sent.
    ///
    /// @param why for the log; no content
    record Refused(String why) implements Confirm {}

    /// No answer in time, or the connection broke: the broker may have it.
    ///
    /// @param why for the log; no content
    record Unknown(String why) implements Confirm {}

    /// Whether the message is safe.
    default boolean confirmed() {
        return this instanceof Confirmed;
    }
}
