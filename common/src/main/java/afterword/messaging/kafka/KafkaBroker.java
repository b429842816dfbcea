// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.BatchHandler;
import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.util.Map;
import java.util.Set;

/// Kafka, from 3.0 to 4.x.
public final class KafkaBroker implements Broker {

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaLink link;

    /// Begins to look for the cluster in the background.
    ///
    /// @param routes whose topics are created where they are missing
    public KafkaBroker(KafkaConnection connection, KafkaSettings settings, Set<Route> routes) {
        this.clients = new KafkaClients(connection, settings);
        this.topics = new KafkaTopics(settings, routes);
        this.link = new KafkaLink(clients, topics).start();
    }

    @Override
    public String kind() {
        return "kafka";
    }

    @Override
    public Publisher publisher(String name) {
        return new KafkaPublisher(name, clients, topics, link);
    }

    @Override
    public Subscription subscribe(Subscription.Settings settings, BatchHandler handler) {
        return new KafkaSubscription(settings, handler, clients, topics, link);
    }

    @Override
    public Map<Route, Long> backlog(String group, Route... routes) {
        var admin = link.admin();
        return admin == null || !link.up()
                ? Map.of()
                : new KafkaLag(admin, topics).of(route -> clients.group(group, route), routes);
    }

    @Override
    public void close() {
        link.close();
    }
}
