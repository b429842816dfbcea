// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.Delivery;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// A delivery of one channel; settling it after the channel is gone does nothing.
final class RabbitDelivery implements Delivery {

    private final RabbitSubscription.Session session;
    private final Envelope envelope;
    private final BasicProperties properties;
    private final Map<String, String> headers;
    private final byte[] body;
    private final AtomicBoolean done = new AtomicBoolean();

    RabbitDelivery(
            RabbitSubscription.Session session,
            Envelope envelope,
            BasicProperties properties,
            byte[] body) {
        this.session = session;
        this.envelope = envelope;
        this.properties = properties;
        this.headers = RabbitHeaders.read(properties.getHeaders(), properties.getContentType());
        this.body = body;
    }

    BasicProperties properties() {
        return properties;
    }

    RabbitSubscription.Session session() {
        return session;
    }

    long tag() {
        return envelope.getDeliveryTag();
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String origin() {
        return "rabbitmq:" + session.queue();
    }

    @Override
    public String channel() {
        return "amqp";
    }

    @Override
    public boolean redelivered() {
        return envelope.isRedeliver();
    }

    /// RabbitMQ keeps the delivery as flow control until the work is done.
    @Override
    public void claimed() {}

    @Override
    public void done() {
        if (done.compareAndSet(false, true)) {
            session.settled(this);
        }
    }

    boolean isDone() {
        return done.get();
    }
}
