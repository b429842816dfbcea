// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/// Lets many requests wait for the end of their events while one thread looks for all of them: one
/// statement per look, none while nobody waits.
///
/// The next look follows the next ring of the [FeedBell], or the longest pause should a ring get
/// lost; while the bell is deaf, the pause is four times as long as the last look took, within the
/// settings' bounds. That is also the least between two looks, so that waiting never takes more
/// than a fifth of one connection. Stopping wakes everybody, before the server stops: each then
/// answers with the state at that time. Thread-safe.
final class Waiters implements SmartLifecycle {

    private static final int PAUSE_PER_LOOK = 4;

    private final OutcomeStore store;
    private final FeedBell bell;
    private final int most;
    private final Semaphore places;
    private final long minNanos;
    private final long maxNanos;
    private final long deafNanos;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread poller; // written by start and stop
    private volatile boolean running; // written by start and stop, read by all
    private boolean news; // guarded by lock: somebody came, or the bell rang, since the last look

    /// Identity counts: two requests may wait for the same event.
    private static final class Waiter {

        private final OutcomeStore.Key key;
        private final CompletableFuture<Optional<StoredEvent>> end = new CompletableFuture<>();

        Waiter(OutcomeStore.Key key) {
            this.key = key;
        }
    }

    Waiters(OutcomeStore store, FeedBell bell, OutcomeSettings settings, MeterRegistry meters) {
        this.store = store;
        this.bell = bell;
        this.most = settings.waiters();
        this.places = new Semaphore(most);
        this.minNanos = settings.pollMin().toNanos();
        this.deafNanos = settings.pollMax().toNanos();
        this.maxNanos = settings.pollQuiet().toNanos();
        bell.onRing(this::wake);
        Gauge.builder("afterword.gateway.waiters", waiting, Set::size)
                .description("Requests waiting for the end of an event")
                .register(meters);
    }

    /// Waits for the end of an event, stored already or not.
    ///
    /// @return empty when it has not ended within the limit, or this process stops
    Optional<StoredEvent> await(OutcomeStore.Key key, Duration limit) {
        if (!places.tryAcquire()) {
            throw Refusal.of(
                            ProblemKind.BUSY,
                            "At most " + most + " requests wait at once; ask without wait.")
                    .retryAfter(1);
        }
        var waiter = new Waiter(key);
        try {
            enter(waiter);
            return waiter.end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.remove(waiter);
            places.release();
        }
    }

    private void enter(Waiter waiter) {
        waiting.add(waiter);
        if (!running) {
            waiter.end.complete(Optional.empty());
            return;
        }
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void poll() {
        try {
            while (running) {
                awaitSomebody();
                pauseAfter(look());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    private void awaitSomebody() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (running && waiting.isEmpty()) {
                changed.await();
            }
            news = false; // the look that follows sees it
        } finally {
            lock.unlock();
        }
    }

    private void pauseAfter(long look) throws InterruptedException {
        long least = Math.clamp(PAUSE_PER_LOOK * look, minNanos, deafNanos);
        TimeUnit.NANOSECONDS.sleep(least);
        lock.lockInterruptibly();
        try {
            long left = maxNanos - least;
            while (running && !news && bell.hears() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// One look for everybody.
    ///
    /// @return how long it took; much when the store did not answer
    private long look() {
        var keys = new HashSet<OutcomeStore.Key>();
        waiting.forEach(waiter -> keys.add(waiter.key));
        if (keys.isEmpty()) {
            return 0;
        }
        long start = System.nanoTime();
        try {
            tell(store.ended(keys));
            return System.nanoTime() - start;
        } catch (DataAccessException | Refusal _) {
            return deafNanos; // who waits is told at the end of the wait, if it lasts so long
        }
    }

    private void tell(List<StoredEvent> ended) {
        var ends = new HashMap<OutcomeStore.Key, StoredEvent>();
        ended.forEach(event -> ends.put(event.row().key(), event));
        for (var waiter : waiting) {
            var end = ends.get(waiter.key);
            if (end != null) {
                waiter.end.complete(Optional.of(end));
            }
        }
    }

    @Override
    public void start() {
        running = true;
        poller = Thread.ofVirtual().name("outcome-waiters").start(this::poll);
    }

    @Override
    public void stop() {
        running = false;
        waiting.forEach(waiter -> waiter.end.complete(Optional.empty()));
        if (poller != null) {
            poller.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
