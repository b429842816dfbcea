// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.Route;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Exchanges and queues: declared here and nowhere else, alike by every publisher and consumer.
///
/// Durable quorum queues: the only kind whose confirm follows an fsync (RabbitMQ docs, "Quorum
/// queues"). Limits and dead-lettering are policies, never arguments, since arguments cannot be
/// changed without deleting a queue.
final class RabbitTopology {

    static final String EVENTS_EXCHANGE = "afterword.events";
    static final String OUTCOMES_EXCHANGE = "afterword.outcomes";

    private static final String ENDED_KEY = "conversation.ended";
    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    private RabbitTopology() {}

    static void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(EVENTS_EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(OUTCOMES_EXCHANGE, BuiltinExchangeType.TOPIC, true);
        for (var route : Route.values()) {
            if (route != Route.OUTCOMES) {
                channel.queueDeclare(route.address(), true, false, false, QUORUM);
            }
        }
        channel.queueBind(Route.CONVERSATION_ENDED.address(), EVENTS_EXCHANGE, ENDED_KEY);
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
