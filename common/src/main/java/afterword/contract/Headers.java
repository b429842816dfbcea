// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// Names of message headers, the same on every broker unless said otherwise.
public final class Headers {

    /// The producer's own key; also an HTTP header.
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /// Whose event it is; absent means `default`. Only brokers' users that are trusted may publish
    /// here (docs/security.md).
    public static final String TENANT = "afterword-tenant";

    /// When the gateway accepted it, RFC 3339 UTC. Its presence means that the clock checks were
    /// made at the entrance.
    public static final String ACCEPTED_AT = "afterword-accepted-at";

    /// Which door a gateway's message came through: `rest`. Absent for straight producers.
    public static final String CHANNEL = "afterword-channel";

    /// Which of a gateway process's messages it is ([HandoverNumber]).
    public static final String NUMBER = "afterword-number";

    /// Why a service could not read a message that it passes on as undelivered: a [Reason].
    public static final String UNDELIVERED_REASON = "afterword-undelivered-reason";

    /// Where it had come from: queue or topic.
    public static final String UNDELIVERED_FROM = "afterword-undelivered-from";

    /// W3C trace context.
    public static final String TRACEPARENT = "traceparent";

    /// Prefix of CloudEvents attributes that we write over AMQP; `cloudEvents:` is read as well.
    public static final String CLOUD_EVENTS_AMQP = "cloudEvents_";

    /// Prefix of CloudEvents attributes over Kafka.
    public static final String CLOUD_EVENTS_KAFKA = "ce_";

    private Headers() {}
}
