// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.BatchHandler;
import afterword.messaging.HandlerLoop;
import afterword.messaging.Subscription;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consumes one queue over a connection of its own.
///
/// Walk: the link opens a [Session] (channel, consumer, acknowledgements) → deliveries go into the
/// [HandlerLoop], bounded by the prefetch → the handler settles them → the session acknowledges.
final class RabbitSubscription implements Subscription, RabbitLink.Use {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitSubscription.class);

    private final Settings settings;
    private final HandlerLoop<RabbitDelivery> handler;
    private final RabbitLink link;
    private volatile @Nullable Session session; // written by the link's keeper and by stopTaking
    private volatile boolean stopping; // written by stopTaking, never goes back
    private Brake brake; // of the next session; the keeper only

    RabbitSubscription(
            RabbitConnections connections, Settings settings, BatchHandler batchHandler) {
        this.settings = settings;
        this.brake = new Brake(settings.inFlightBytes().toBytes());
        this.handler =
                new HandlerLoop<>(settings.route().address(), settings.batchSize(), batchHandler);
        this.link =
                new RabbitLink(
                                connections,
                                settings.route().name().toLowerCase(java.util.Locale.ROOT),
                                this)
                        .start();
    }

    @Override
    public Connection open(RabbitConnections connections, String name)
            throws IOException, TimeoutException {
        brake = new Brake(settings.inFlightBytes().toBytes());
        return connections.open(name, brake);
    }

    @Override
    public void opened(Connection connection, Runnable changed) throws IOException {
        if (stopping) {
            throw new IOException("stopping");
        }
        session = new Session(connection, brake, changed);
    }

    @Override
    public void lost() {
        var old = session;
        session = null;
        if (old != null) {
            old.ended = true;
            handler.dropIf(delivery -> delivery.session() == old);
            old.acks.close();
        }
    }

    @Override
    public boolean broken() {
        var current = session;
        return !stopping && (current == null || current.ended || !current.channel.isOpen());
    }

    @Override
    public boolean connected() {
        var current = session;
        return current != null && !current.ended && current.channel.isOpen();
    }

    @Override
    public int unsettled() {
        var current = session;
        return current == null ? 0 : current.unsettled.get();
    }

    @Override
    public long unsettledBytes() {
        var current = session;
        return current == null ? 0 : current.brake.held();
    }

    @Override
    public void stopTaking(Duration limit) {
        stopping = true;
        var current = session;
        if (current != null) {
            current.cancel();
        }
        var unstarted = handler.stop(limit);
        if (current != null && !unstarted.isEmpty()) {
            current.giveBack(unstarted, limit);
        }
    }

    @Override
    public void close() {
        stopping = true;
        handler.stop(Duration.ZERO);
        var current = session;
        if (current != null) {
            current.acks.close(); // what was settled is written before the connection goes
            current.brake.release();
        }
        link.close();
    }

    /// One channel with its consumer; ended for good when either is gone.
    final class Session {

        private final Connection connection;
        private final Brake brake;
        private final Runnable changed;
        private final Channel channel;
        private final AckQueue acks;
        private final String tag;
        private final AtomicInteger unsettled = new AtomicInteger();
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private volatile boolean ended; // written by the consumer's callbacks and the keeper

        /// @param changed to be run when this session has ended
        Session(Connection connection, Brake brake, Runnable changed) throws IOException {
            this.connection = connection;
            this.brake = brake;
            this.changed = changed;
            RabbitTopology.declare(connection);
            this.channel = connection.createChannel();
            channel.addShutdownListener(_ -> changed.run());
            channel.basicQos(settings.inFlight());
            this.acks = new AckQueue(channel);
            this.tag = channel.basicConsume(queue(), false, new Receiver(channel));
        }

        String queue() {
            return settings.route().address();
        }

        void settled(RabbitDelivery delivery) {
            unsettled.decrementAndGet();
            brake.settled(delivery.body().length);
            if (!ended) {
                acks.settled(delivery.tag());
            }
        }

        /// Returns when no further delivery can arrive: those that were under way to the handler
        /// when the broker agreed are through as well.
        void cancel() {
            brake.release(); // the answer comes behind what was sent before
            try {
                channel.basicCancel(tag);
                if (!cancelled.await(1, TimeUnit.SECONDS)) {
                    LOG.warn("deliveries of {} are still arriving", queue());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IOException | AlreadyClosedException _) {
                ended = true; // nothing more arrives from a closed channel either
            }
        }

        /// Puts unstarted deliveries back at the end of the queue: as fresh messages, so that a
        /// restart does not look like a death.
        void giveBack(List<RabbitDelivery> unstarted, Duration limit) {
            try (var publishing = connection.createChannel()) {
                publishing.confirmSelect();
                for (var delivery : unstarted) {
                    publishing.basicPublish(
                            "", queue(), true, delivery.properties(), delivery.body());
                }
                publishing.waitForConfirmsOrDie(Math.max(1_000, limit.toMillis()));
                new ArrayList<>(unstarted).forEach(RabbitDelivery::done);
                LOG.info("gave {} unstarted messages back to {}", unstarted.size(), queue());
            } catch (IOException | TimeoutException | AlreadyClosedException _) {
                LOG.warn(
                        "{} unstarted messages of {} are left to the broker to deliver again",
                        unstarted.size(),
                        queue());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private final class Receiver extends DefaultConsumer {

            Receiver(Channel channel) {
                super(channel);
            }

            @Override
            public void handleDelivery(
                    String consumer, Envelope envelope, BasicProperties properties, byte[] body) {
                if (!brake.take(body.length)) {
                    return; // stopping, and too large to be kept: the broker delivers it again
                }
                unsettled.incrementAndGet();
                handler.add(new RabbitDelivery(Session.this, envelope, properties, body));
            }

            /// Comes behind the last delivery, on the same thread.
            @Override
            public void handleCancelOk(String consumer) {
                cancelled.countDown();
            }

            /// The queue was deleted or its leader moved: begin anew, which declares it again.
            @Override
            public void handleCancel(String consumer) {
                LOG.warn("RabbitMQ cancelled the consumer of {}; subscribing again", queue());
                ended = true;
                changed.run();
            }
        }
    }
}
