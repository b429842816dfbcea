// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.BatchHandler;
import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// RabbitMQ, from 3.10 to 4.x.
public final class RabbitBroker implements Broker {

    private final RabbitConnections connections;
    private final RabbitSettings settings;
    private final ReentrantLock asking = new ReentrantLock();
    private @Nullable Connection asker; // guarded by asking

    /// @param tls for encrypted connections; null: none
    public RabbitBroker(RabbitSettings settings, @Nullable SSLContext tls) {
        this.settings = settings;
        this.connections = new RabbitConnections(settings, tls);
    }

    @Override
    public String kind() {
        return "rabbitmq";
    }

    @Override
    public Publisher publisher(String name) {
        return new RabbitPublisher(connections, name, settings.publisher());
    }

    @Override
    public Subscription subscribe(Subscription.Settings subscription, BatchHandler handler) {
        return new RabbitSubscription(connections, subscription, handler);
    }

    @Override
    public Map<Route, Long> backlog(String group, Route... routes) {
        asking.lock();
        try (var channel = asker().createChannel()) {
            var ready = new EnumMap<Route, Long>(Route.class);
            for (var route : routes) {
                ready.put(route, channel.messageCount(route.address()));
            }
            return ready;
        } catch (IOException | TimeoutException | AlreadyClosedException _) {
            return Map.of();
        } finally {
            asking.unlock();
        }
    }

    private Connection asker() throws IOException, TimeoutException {
        var open = asker;
        if (open == null || !open.isOpen()) {
            open = connections.open("asker");
            asker = open;
        }
        return open;
    }

    @Override
    public void close() {
        asking.lock();
        try {
            if (asker != null) {
                asker.abort(1_000);
            }
        } finally {
            asking.unlock();
        }
    }
}
