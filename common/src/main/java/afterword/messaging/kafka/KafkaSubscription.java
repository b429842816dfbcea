// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.BatchHandler;
import afterword.messaging.HandlerLoop;
import afterword.messaging.Subscription;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consumes one topic with two platform threads: one polls and commits, one handles.
final class KafkaSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSubscription.class);
    private static final int AGAIN_MS = 500;
    private static final Duration END = Duration.ofSeconds(6);

    private final Settings settings;
    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaLink link;
    private final HandlerLoop<KafkaDelivery> handler;
    private final Held held = new Held();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final Thread poller;
    private volatile boolean joined; // written by the poller
    private volatile boolean stopping; // written by stopTaking and close, never goes back
    private volatile boolean drained; // written by stopTaking when the handler is idle

    KafkaSubscription(
            Settings settings,
            BatchHandler batchHandler,
            KafkaClients clients,
            KafkaTopics topics,
            KafkaLink link) {
        this.settings = settings;
        this.clients = clients;
        this.topics = topics;
        this.link = link;
        var address = settings.route().address();
        this.handler = new HandlerLoop<>(address, settings.batchSize(), batchHandler);
        this.poller = Thread.ofPlatform().daemon().name("kafka-poll-" + address).start(this::run);
    }

    private void run() {
        boolean complained = false;
        try {
            while (!over()) {
                try {
                    if (link.up()) {
                        consume();
                        complained = false;
                    }
                } catch (KafkaException | IllegalStateException e) {
                    // outermost frame of the poll thread: a consumer that cannot go on is replaced
                    if (!complained) {
                        LOG.warn(
                                "consumer of {} failed: {}; a new one is tried until it works",
                                settings.route().address(),
                                KafkaLink.reason(e));
                        complained = true;
                    }
                }
                joined = false;
                if (closed.await(link.up() ? AGAIN_MS : 50, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            // only close interrupts, after its wait
        } finally {
            left.countDown();
        }
    }

    private boolean over() {
        return closed.getCount() == 0 || drained;
    }

    private void consume() {
        try (var membership = new Membership(settings, handler, held, clients.consumer(settings))) {
            membership.join(topics.name(settings.route()));
            // when drained, stays until what was handed out is released, so that it is committed
            while (closed.getCount() > 0 && !(drained && membership.settled())) {
                membership.step(!stopping);
                joined = membership.joined();
                if (drained) {
                    membership.leaveUnstarted(); // handed out while the handler was ending
                }
            }
        }
    }

    @Override
    public void stopTaking(Duration limit) {
        stopping = true;
        long until = System.nanoTime() + limit.toNanos();
        // nothing is given back by hand: what is not committed is delivered to the next owner
        var unstarted = handler.stop(limit);
        unstarted.forEach(KafkaDelivery::leave);
        if (!unstarted.isEmpty()) {
            LOG.info(
                    "left {} unstarted messages of {} to others",
                    unstarted.size(),
                    settings.route().address());
        }
        drained = true;
        try {
            if (!left.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                LOG.info("{} still holds unclaimed messages", settings.route().address());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        handler.stop(Duration.ZERO);
        closed.countDown();
        try {
            if (!poller.join(END)) {
                poller.interrupt();
            }
        } catch (InterruptedException _) {
            poller.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean connected() {
        return joined && link.up();
    }

    @Override
    public int unsettled() {
        return held.messages();
    }

    @Override
    public long unsettledBytes() {
        return held.bytes();
    }
}
