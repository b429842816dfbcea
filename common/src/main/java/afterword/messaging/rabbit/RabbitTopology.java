// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.Route;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exchanges and queues: declared here and nowhere else, alike by every publisher and consumer.
///
/// Durable quorum queues: the only kind whose confirm follows an fsync (RabbitMQ docs, "Quorum
/// queues"). Limits and dead-lettering are policies, since arguments cannot be changed without
/// deleting a queue; but for two, without which a broker would not keep our promises by itself
/// (docs/adr/0013-arguments-of-queues.md). A queue that is there with other arguments, of an older
/// version or an operator's, is used as it is.
final class RabbitTopology {

    static final String EVENTS_EXCHANGE = "afterword.events";
    static final String OUTCOMES_EXCHANGE = "afterword.outcomes";

    /// Announcements kept: the row is the letter's home, so the oldest may go. The days are those
    /// of the topics on Kafka.
    static final int MOST_ANNOUNCEMENTS = 10_000;

    private static final String ENDED_KEY = "conversation.ended";

    /// RabbitMQ 4 drops a message of a quorum queue at its 20th return, where no policy says where
    /// to; 3.10 knows no "never".
    private static final Map<String, Object> LASTING =
            Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000_000);

    private static final Map<String, Object> ANNOUNCEMENTS =
            Map.of(
                    "x-queue-type",
                    "quorum",
                    "x-max-length",
                    MOST_ANNOUNCEMENTS,
                    "x-overflow",
                    "drop-head",
                    "x-message-ttl",
                    Duration.ofDays(7).toMillis());

    private static final Logger LOG = LoggerFactory.getLogger(RabbitTopology.class);
    private static final Set<Route> TOLD = ConcurrentHashMap.newKeySet(); // one log line for each

    private RabbitTopology() {}

    static void declare(Connection connection) throws IOException {
        var channel = open(connection);
        try {
            channel.exchangeDeclare(EVENTS_EXCHANGE, BuiltinExchangeType.TOPIC, true);
            channel.exchangeDeclare(OUTCOMES_EXCHANGE, BuiltinExchangeType.TOPIC, true);
            for (var route : Route.values()) {
                if (route != Route.OUTCOMES && !declared(channel, route)) {
                    channel = open(connection); // the refusal has ended the one before
                }
            }
            channel.queueBind(Route.CONVERSATION_ENDED.address(), EVENTS_EXCHANGE, ENDED_KEY);
        } finally {
            channel.abort();
        }
    }

    private static Channel open(Connection connection) throws IOException {
        var channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no further channel");
        }
        return channel;
    }

    /// @return false when the queue is there with other arguments
    private static boolean declared(Channel channel, Route route) throws IOException {
        var arguments = route == Route.DEAD_LETTERS ? ANNOUNCEMENTS : LASTING;
        try {
            channel.queueDeclare(route.address(), true, false, false, arguments);
            return true;
        } catch (IOException e) {
            if (!unlike(e)) {
                throw e;
            }
            if (TOLD.add(route)) {
                LOG.warn(
                        "queue {} is there with other arguments than {} and stays as it is; see docs/brokers.md",
                        route.address(),
                        arguments);
            }
            return false;
        }
    }

    private static boolean unlike(IOException failure) {
        return failure.getCause() instanceof ShutdownSignalException end
                && end.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.PRECONDITION_FAILED;
    }

    static String exchange(Route route) {
        return switch (route) {
            case CONVERSATION_ENDED -> EVENTS_EXCHANGE;
            case OUTCOMES -> OUTCOMES_EXCHANGE;
            case ANALYSIS_REQUESTED, OUTCOME_RECORDED, COMMANDS, DEAD_LETTERS, UNDELIVERED -> "";
        };
    }

    static String routingKey(Route route, @Nullable String label) {
        return switch (route) {
            case CONVERSATION_ENDED -> ENDED_KEY;
            case OUTCOMES ->
                    "outcome." + (label == null ? "ended" : label.toLowerCase(Locale.ROOT));
            case ANALYSIS_REQUESTED, OUTCOME_RECORDED, COMMANDS, DEAD_LETTERS, UNDELIVERED ->
                    route.address();
        };
    }

    /// Whether a message that reaches no queue is an error. Outcomes are for whoever listens, and
    /// nobody may.
    static boolean mandatory(Route route) {
        return route != Route.OUTCOMES;
    }
}
