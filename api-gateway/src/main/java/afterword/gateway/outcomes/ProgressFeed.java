// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.answer.Refusal;
import afterword.gateway.live.Reader;
import afterword.gateway.live.StreamEnd;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/// Looks for all streams at once how far their events are: one small statement per look, another
/// for those that moved, none while nobody listens. Thread-safe.
final class ProgressFeed implements SmartLifecycle {

    private static final int PAUSE_PER_LOOK = 4;

    private final OutcomeStore store;
    private final long minNanos;
    private final long maxNanos;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread poller; // written by start and stop
    private volatile boolean running; // written by start and stop, read by the poller

    /// Identity counts: two streams may follow the same event.
    private static final class Watch {

        private final OutcomeStore.Key key;
        private final Reader reader;
        private volatile Progress told; // written by the poller

        Watch(OutcomeStore.Key key, Reader reader, Progress told) {
            this.key = key;
            this.reader = reader;
            this.told = told;
        }
    }

    ProgressFeed(OutcomeStore store, ProgressSettings settings) {
        this.store = store;
        this.minNanos = settings.pollMin().toNanos();
        this.maxNanos = settings.pollMax().toNanos();
    }

    /// Lets a reader follow an event.
    ///
    /// @param told what it knows already
    /// @return ends it
    Runnable follow(OutcomeStore.Key key, Reader reader, Progress told) {
        var watch = new Watch(key, reader, told);
        watches.add(watch);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return () -> watches.remove(watch);
    }

    private void poll() {
        try {
            while (running) {
                awaitSomebody();
                long took = look();
                TimeUnit.NANOSECONDS.sleep(Math.clamp(PAUSE_PER_LOOK * took, minNanos, maxNanos));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    private void awaitSomebody() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (running && watches.isEmpty()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// One look for everybody.
    ///
    /// @return how long it took; the longest pause when the store did not answer
    private long look() {
        var keys = new HashSet<OutcomeStore.Key>();
        watches.forEach(watch -> keys.add(watch.key));
        if (keys.isEmpty()) {
            return 0;
        }
        long start = System.nanoTime();
        try {
            tell(moved(keys));
            return System.nanoTime() - start;
        } catch (DataAccessException | Refusal _) {
            return maxNanos; // heartbeats go on; the next look may be answered
        }
    }

    private Set<OutcomeStore.Key> moved(Collection<OutcomeStore.Key> keys) {
        var now = store.progress(keys);
        var moved = new HashSet<OutcomeStore.Key>();
        for (var watch : watches) {
            var progress = now.get(watch.key);
            if (progress != null && !progress.equals(watch.told)) {
                moved.add(watch.key);
            }
        }
        return moved;
    }

    private void tell(Set<OutcomeStore.Key> moved) {
        if (moved.isEmpty()) {
            return;
        }
        var events = new HashMap<OutcomeStore.Key, StoredEvent>();
        store.events(moved).forEach(event -> events.put(event.row().key(), event));
        for (var watch : watches) {
            var event = events.get(watch.key);
            if (event != null && !Progress.of(event).equals(watch.told)) {
                tell(watch, event);
            }
        }
    }

    private static void tell(Watch watch, StoredEvent event) {
        var now = Progress.of(event);
        watch.reader.offer(Steps.since(watch.told, event));
        watch.told = now;
        if (now.status().ended()) {
            watch.reader.end(StreamEnd.ENDED);
        }
    }

    @Override
    public void start() {
        running = true;
        poller = Thread.ofVirtual().name("progress").start(this::poll);
    }

    @Override
    public void stop() {
        running = false;
        if (poller != null) {
            poller.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
