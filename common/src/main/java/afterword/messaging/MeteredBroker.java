// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Counts what passes between a broker and this process: batches, messages, redeliveries, what is
/// held and what is outstanding. It costs one clock reading for each batch and nothing for each
/// publication. Thread-safe.
final class MeteredBroker implements Broker {

    private final Broker broker;
    private final MeterRegistry meters;

    MeteredBroker(Broker broker, MeterRegistry meters) {
        this.broker = broker;
        this.meters = meters;
    }

    @Override
    public String kind() {
        return broker.kind();
    }

    @Override
    public Publisher publisher(String name) {
        var publisher = broker.publisher(name);
        Gauge.builder("afterword.publisher.outstanding", publisher, Publisher::outstanding)
                .description("Publications whose confirm is awaited")
                .tag("publisher", name)
                .strongReference(true)
                .register(meters);
        Gauge.builder("afterword.publisher.open", publisher, MeteredBroker::open)
                .description("1 while the publisher is connected and not blocked")
                .tag("publisher", name)
                .strongReference(true)
                .register(meters);
        return publisher;
    }

    private static double open(Publisher publisher) {
        return publisher.state() == Publisher.State.OPEN ? 1 : 0;
    }

    @Override
    public Subscription subscribe(Subscription.Settings settings, BatchHandler handler) {
        var route = settings.route().name().toLowerCase(Locale.ROOT).replace('_', '-');
        var subscription = broker.subscribe(settings, new Counting(handler, route));
        Gauge.builder("afterword.consumer.unsettled", subscription, Subscription::unsettled)
                .description("Deliveries held and not acknowledged")
                .tags("route", route, "broker", kind())
                .strongReference(true)
                .register(meters);
        Gauge.builder(
                        "afterword.consumer.unsettled.bytes",
                        subscription,
                        Subscription::unsettledBytes)
                .description("Bodies of deliveries held and not acknowledged")
                .baseUnit("bytes")
                .tags("route", route, "broker", kind())
                .strongReference(true)
                .register(meters);
        return subscription;
    }

    @Override
    public Map<Route, Long> backlog(String group, Route... routes) {
        return broker.backlog(group, routes);
    }

    @Override
    public void close() {
        broker.close();
    }

    /// Hands batches on and counts them.
    private final class Counting implements BatchHandler {

        private final BatchHandler handler;
        private final Timer batches;
        private final Counter first;
        private final Counter again;

        Counting(BatchHandler handler, String route) {
            this.handler = handler;
            this.batches =
                    Timer.builder("afterword.consumer.batch")
                            .description("Batches of deliveries, and how long each was handled")
                            .tags("route", route, "broker", kind())
                            .register(meters);
            this.first = messages(route, "false");
            this.again = messages(route, "true");
        }

        private Counter messages(String route, String redelivered) {
            return Counter.builder("afterword.consumer.messages")
                    .description("Deliveries handed to a handler")
                    .tags("route", route, "broker", kind(), "redelivered", redelivered)
                    .register(meters);
        }

        @Override
        public void handle(List<Delivery> batch) throws InterruptedException {
            int redelivered = (int) batch.stream().filter(Delivery::redelivered).count();
            again.increment(redelivered);
            first.increment(batch.size() - redelivered);
            long begun = System.nanoTime();
            try {
                handler.handle(batch);
            } finally {
                batches.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }
    }
}
