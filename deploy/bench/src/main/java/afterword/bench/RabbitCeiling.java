// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/// What RabbitMQ confirms for a publisher that does nothing else: persistent, mandatory messages of
/// one size into a quorum queue, over one channel, a fixed number in flight, as PerfTest sends
/// them.
final class RabbitCeiling {

    private static final String QUEUE = "afterword.bench.ceiling";

    private RabbitCeiling() {}

    /// Measures for a time.
    ///
    /// @param uri of the broker
    /// @return confirmed messages a second
    static double measure(String uri, int size, int inFlight, Duration warm, Duration time) {
        try {
            var factory = new ConnectionFactory();
            factory.setUri(uri);
            try (var connection = factory.newConnection("bench-ceiling");
                    var channel = connection.createChannel()) {
                channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
                channel.confirmSelect();
                var free = new Semaphore(inFlight);
                var confirmed = new Confirmed(free);
                channel.addConfirmListener(confirmed, confirmed);
                var body = new byte[size];
                publish(channel, body, free, warm);
                long before = confirmed.count();
                long start = System.nanoTime();
                publish(channel, body, free, time);
                free.acquireUninterruptibly(inFlight);
                double rate = (confirmed.count() - before) / ((System.nanoTime() - start) / 1e9);
                channel.queueDelete(QUEUE);
                return rate;
            }
        } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException("the ceiling could not be measured", e);
        }
    }

    private static void publish(
            com.rabbitmq.client.Channel channel, byte[] body, Semaphore free, Duration time)
            throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            free.acquireUninterruptibly();
            channel.basicPublish("", QUEUE, true, MessageProperties.PERSISTENT_BASIC, body);
        }
    }

    /// Counts confirms; for the connection's own thread.
    private static final class Confirmed implements ConfirmCallback {

        private final Semaphore free;
        private long last; // written by the connection's thread
        private final LongAdder count = new LongAdder();

        Confirmed(Semaphore free) {
            this.free = free;
        }

        /// A tag settles itself, or everything up to it; the broker confirms a quorum queue's
        /// messages in order.
        @Override
        public void handle(long tag, boolean multiple) {
            int settled = multiple ? (int) (tag - last) : 1;
            last = Math.max(last, tag);
            count.add(settled);
            free.release(settled);
        }

        long count() {
            return count.sum();
        }
    }
}
