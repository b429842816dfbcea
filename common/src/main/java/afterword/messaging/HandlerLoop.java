// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands deliveries to a [BatchHandler] on one thread: takes what is there, up to the batch size,
/// and never waits for more.
///
/// For broker adapters. `add` may be called from any thread and does not block: the adapter bounds
/// what is under way (prefetch).
///
/// @param <D> the adapter's delivery
public final class HandlerLoop<D extends Delivery> {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerLoop.class);

    /// A delivery whose handling throws this often alone is set aside until the broker delivers it
    /// again.
    private static final int TRIES = 3;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String name;
    private final int batchSize;
    private final BatchHandler handler;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition(); // a delivery, or the stop
    private final ArrayDeque<D> waiting = new ArrayDeque<>(); // guarded by lock
    private boolean stopping; // guarded by lock; written by stop, never goes back

    /// Starts the loop on a platform thread.
    public HandlerLoop(String name, int batchSize, BatchHandler handler) {
        this.name = name;
        this.batchSize = batchSize;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("handler-" + name).start(this::run);
    }

    /// Queues a delivery.
    public void add(D delivery) {
        lock.lock();
        try {
            waiting.addLast(delivery);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Forgets unstarted deliveries, such as those of a channel that is gone.
    public void dropIf(Predicate<D> gone) {
        lock.lock();
        try {
            waiting.removeIf(gone);
        } finally {
            lock.unlock();
        }
    }

    /// Deliveries not handed over yet.
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Stops softly: lets the running batch end, up to `limit`, then interrupts it.
    ///
    /// @return what was not started
    public List<D> stop(Duration limit) {
        endTurns();
        try {
            if (!thread.join(limit)) {
                thread.interrupt();
                thread.join(Duration.ofMillis(500));
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            return take(waiting.size());
        } finally {
            lock.unlock();
        }
    }

    private void endTurns() {
        lock.lock();
        try {
            stopping = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (var batch = next(); !batch.isEmpty(); batch = next()) {
                handle(List.copyOf(batch));
            }
        } catch (InterruptedException _) {
            // only stop interrupts; unsettled deliveries go back to the broker
        }
    }

    /// @return empty when it is to stop, whatever waits
    private List<D> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !stopping) {
                news.await();
            }
            return stopping ? List.of() : take(Math.min(waiting.size(), batchSize));
        } finally {
            lock.unlock();
        }
    }

    /// Under the lock.
    private List<D> take(int count) {
        var taken = new ArrayList<D>(count);
        for (int i = 0; i < count; i++) {
            taken.add(waiting.removeFirst());
        }
        return taken;
    }

    private void handle(List<Delivery> batch) throws InterruptedException {
        try {
            handler.handle(batch);
        } catch (RuntimeException e) {
            // the outermost frame of a message: a bug in the handler must not end the consumption
            LOG.error(
                    "handling {} messages of {} failed; they are tried one by one",
                    batch.size(),
                    name,
                    e);
            for (var delivery : batch) {
                handleAlone(delivery);
            }
        }
    }

    private void handleAlone(Delivery delivery) throws InterruptedException {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Thread.sleep(PAUSE);
            try {
                handler.handle(List.of(delivery));
                return;
            } catch (RuntimeException e) {
                LOG.error("handling a message of {} failed, try {} of {}", name, attempt, TRIES, e);
            }
        }
        LOG.error(
                "a message of {} is set aside, unsettled; the broker delivers it again after a restart",
                name);
    }
}
