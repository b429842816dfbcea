// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one connection open until it is closed: connect, hand over, wait for its end, clean up,
/// connect again.
///
/// We reconnect ourselves instead of using the client's recovery, because every publish that was
/// outstanding at the break must be told, and every delivery of the old channel must be dropped,
/// before anything new begins.
final class RabbitLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitLink.class);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long MOST_PAUSE_MS = 1_000;
    private static final int CLOSE_MS = 2_000;

    /// Between two looks when nothing is told.
    private static final long LOOK_MS = 1_000;

    private final RabbitConnections connections;
    private final String name;
    private final Use use;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore news = new Semaphore(0); // a permit: something may have ended
    private final Thread keeper;
    private volatile @Nullable Connection connection; // written by the keeper, read by close

    /// What is done with a connection.
    interface Use {
        /// Opens one.
        default Connection open(RabbitConnections connections, String name)
                throws IOException, TimeoutException {
            return connections.open(name);
        }

        /// A new connection is open. An exception ends it, and the next one is tried.
        ///
        /// @param changed to be run when [#broken] may have become true
        void opened(Connection connection, Runnable changed) throws IOException;

        /// The connection is gone; nothing of it works any more.
        void lost();

        /// Whether this use has ended although the connection lives, such as a consumer cancelled
        /// by the broker.
        default boolean broken() {
            return false;
        }
    }

    RabbitLink(RabbitConnections connections, String name, Use use) {
        this.connections = connections;
        this.name = name;
        this.use = use;
        this.keeper = Thread.ofPlatform().daemon().name("rabbit-" + name).unstarted(this::keep);
    }

    RabbitLink start() {
        keeper.start();
        return this;
    }

    private void keep() {
        long pause = FIRST_PAUSE_MS;
        boolean complained = false;
        while (stopped.getCount() > 0) {
            try {
                var opened = use.open(connections, name);
                connection = opened;
                opened.addShutdownListener(_ -> news.release());
                use.opened(opened, news::release);
                LOG.info("connected to RabbitMQ: {} at {}", name, opened.getAddress());
                pause = FIRST_PAUSE_MS;
                complained = false;
                awaitEnd(opened);
            } catch (IOException | TimeoutException | RuntimeException e) {
                // the outermost frame of this thread: whatever went wrong with the broker, the next
                // try decides
                if (!complained) {
                    LOG.warn(
                            "no RabbitMQ for {}: {}; trying again until it is there",
                            name,
                            reason(e));
                    complained = true;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                use.lost();
                abort();
            }
            if (waitStopped(pause)) {
                return;
            }
            pause = Math.min(MOST_PAUSE_MS, pause * 2);
        }
    }

    private void awaitEnd(Connection opened) throws InterruptedException {
        while (opened.isOpen() && !use.broken()) {
            if (stopped.getCount() == 0) {
                return;
            }
            var _ = news.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS);
            news.drainPermits();
        }
        if (stopped.getCount() > 0) {
            LOG.warn("lost RabbitMQ for {}: connecting again", name);
        }
    }

    private boolean waitStopped(long millis) {
        try {
            return stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private void abort() {
        var open = connection;
        if (open != null) {
            open.abort(CLOSE_MS);
            connection = null;
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        news.release();
        abort();
        try {
            keeper.join(CLOSE_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
