// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.local.Conversations.Given;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.List;

class RabbitLineIT extends LineContract {

    @Override
    BrokerChoice broker() {
        return BrokerChoice.RABBITMQ;
    }

    @Override
    void publish(Line line, List<Given> conversations) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(((LineBroker.Rabbit) line.broker()).server().uri());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            for (var conversation : conversations) {
                channel.basicPublish(
                        "afterword.events",
                        "conversation.ended",
                        true,
                        MessageProperties.PERSISTENT_BASIC,
                        conversation.body().getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(10_000);
        }
    }
}
