// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.persistence.StoreError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Stores writes of many threads by one: whatever is there when the last commit comes back makes
/// the next one. A lone write waits for nobody.
///
/// One commit costs one fsync, whoever is in it; without this a hundred checkpoints would be a
/// hundred fsyncs on as many connections. While the store is away the batch is kept and tried
/// again, and its writers wait; the queue is bounded, so that further writers wait for a place in
/// it. Thread-safe.
///
/// @param <W> a write; storing it twice does no harm
/// @param <R> what became of it
final class GroupCommit<W, R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MOST_TOGETHER = 256;

    /// Longest wait of a rider, and of a stop for an idle writer.
    private static final Duration TICK = Duration.ofMillis(100);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private record Pending<W, R>(W write, CompletableFuture<R> answer) {}

    private final Function<List<W>, List<R>> store;
    private final R refused;
    private final BlockingQueue<Pending<W, R>> queue;
    private final BlockingQueue<Pending<W, R>> riders;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread writer;

    /// A stopped one; see [#start].
    ///
    /// @param store stores a batch in one transaction; answers in the order of the writes
    /// @param refused the answer to a write that the store refuses for good
    /// @param places writes that may wait
    GroupCommit(String name, Function<List<W>, List<R>> store, R refused, int places) {
        this.store = store;
        this.refused = refused;
        this.queue = new ArrayBlockingQueue<>(places);
        this.riders = new ArrayBlockingQueue<>(places);
        this.writer = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        writer.start();
    }

    /// Hands a write over; waits only for a place in the queue.
    ///
    /// @return completes when it is committed or refused; cancelled when the writer was stopped
    ///   first
    CompletableFuture<R> offer(W write) throws InterruptedException {
        return put(queue, write);
    }

    /// Hands over a write that nobody waits for and another will follow at once: it makes no commit
    /// of its own, but travels with the next, or alone after [#TICK].
    void ride(W write) throws InterruptedException {
        var _ = put(riders, write);
    }

    private CompletableFuture<R> put(BlockingQueue<Pending<W, R>> into, W write)
            throws InterruptedException {
        var pending = new Pending<W, R>(write, new CompletableFuture<>());
        into.put(pending);
        if (stopping.getCount() == 0 && !writer.isAlive() && into.remove(pending)) {
            pending.answer().cancel(false);
        }
        return pending.answer();
    }

    /// Stores a write and waits for its commit.
    R store(W write) throws InterruptedException {
        return await(offer(write));
    }

    /// Waits for what became of a write.
    static <R> R await(CompletableFuture<R> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a write ended in a bug", e.getCause());
        }
    }

    /// Writes that wait; a gauge.
    int waiting() {
        return queue.size() + riders.size();
    }

    /// Stores what is queued, then ends; gives up at the limit. May be called twice and before
    /// start.
    void close(Duration limit) {
        stopping.countDown();
        try {
            if (writer.isAlive() && !writer.join(limit)) {
                writer.interrupt();
                writer.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException _) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
        giveUp(List.of());
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    private void run() {
        var batch = new ArrayList<Pending<W, R>>();
        try {
            while (stopping.getCount() > 0 || waiting() > 0) {
                var first = queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                riders.drainTo(batch, MOST_TOGETHER / 2); // nobody waits for them
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MOST_TOGETHER - batch.size());
                }
                if (!batch.isEmpty()) {
                    commit(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            giveUp(batch);
        }
    }

    private void giveUp(List<Pending<W, R>> batch) {
        var left = new ArrayList<>(batch);
        riders.drainTo(left);
        queue.drainTo(left);
        left.forEach(pending -> pending.answer().cancel(false));
    }

    private void commit(List<Pending<W, R>> batch) throws InterruptedException {
        for (int failures = 0; ; failures++) {
            try {
                var answers = store.apply(batch.stream().map(Pending::write).toList());
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).answer().complete(answers.get(i));
                }
                if (failures > 0) {
                    LOG.info(
                            "store is back, committed: writes={}, tries={}",
                            batch.size(),
                            failures + 1);
                }
                return;
            } catch (DataAccessException | TransactionException e) {
                if (StoreError.dataAtFault(e)) {
                    isolate(batch, e);
                    return;
                }
                keep(batch.size(), failures, e);
            } catch (RuntimeException e) {
                // a bug in the store's code: its writers are told, the writer goes on
                batch.forEach(pending -> pending.answer().completeExceptionally(e));
                return;
            }
        }
    }

    /// One write that the store refuses must not cost its neighbours anything.
    private void isolate(List<Pending<W, R>> batch, NestedRuntimeException why)
            throws InterruptedException {
        if (batch.size() == 1) {
            LOG.error(
                    "store refuses a write for good: {}", why.getMostSpecificCause().getMessage());
            batch.getFirst().answer().complete(refused);
            return;
        }
        for (var pending : batch) {
            commit(List.of(pending));
        }
    }

    private void keep(int writes, int failures, NestedRuntimeException why)
            throws InterruptedException {
        if (failures == 0) {
            LOG.warn(
                    "store did not answer, {} writes kept: {}",
                    writes,
                    why.getMostSpecificCause().getMessage());
        }
        long doubled = FIRST_PAUSE.toMillis() << Math.min(failures, 10);
        Thread.sleep(Math.min(doubled, LONGEST_PAUSE.toMillis()));
    }
}
