// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import afterword.messaging.BatchHandler;
import afterword.messaging.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A handler that keeps what it is handed, and does with each delivery what the test says.
/// Thread-safe.
public final class Inbox implements BatchHandler {

    private final ConcurrentLinkedQueue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger largestBatch = new AtomicInteger();
    private final Consumer<Delivery> then;

    /// @param then called for each delivery, such as `Delivery::done`
    public Inbox(Consumer<Delivery> then) {
        this.then = then;
    }

    /// An inbox that settles nothing by itself.
    public static Inbox holding() {
        return new Inbox(_ -> {});
    }

    /// An inbox that settles everything at once.
    public static Inbox settling() {
        return new Inbox(Delivery::done);
    }

    @Override
    public void handle(List<Delivery> batch) {
        largestBatch.accumulateAndGet(batch.size(), Math::max);
        deliveries.addAll(batch);
        batch.forEach(then);
    }

    /// What has come so far, in the order in which it came.
    public List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /// The bodies of what has come so far, as text.
    public List<String> bodies() {
        return deliveries.stream().map(Inbox::body).toList();
    }

    /// Deliveries so far.
    public int size() {
        return deliveries.size();
    }

    /// The largest batch so far.
    public int largestBatch() {
        return largestBatch.get();
    }

    /// A delivery's body as text.
    public static String body(Delivery delivery) {
        return new String(delivery.body(), StandardCharsets.UTF_8);
    }
}
