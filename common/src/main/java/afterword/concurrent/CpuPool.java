// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The one place for work that computes for longer than a moment: a few platform threads behind a
/// bounded queue.
///
/// Virtual threads share as many carriers as there are cores, and a computation does not leave its
/// carrier until it is done; a handful of them would hold up every call in flight. Here they wait
/// for each other and for nobody else.
///
/// Thread-safe. Its threads are daemons: a computation that never ends does not keep the process.
public final class CpuPool implements AutoCloseable {

    private static final Duration SOFT_STOP = Duration.ofSeconds(10);

    private final ThreadPoolExecutor threads;
    private final LongAdder rejected = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final LongAdder ranNanos = new LongAdder();

    /// @param name prefix of the threads' names
    /// @param size threads; the number of cores serves pure computation best
    /// @param queue tasks that may wait; one more is rejected
    public CpuPool(String name, int size, int queue) {
        this.threads =
                new ThreadPoolExecutor(
                        size,
                        size,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /// Runs a task and waits for it.
    ///
    /// @return its end; one that is queued or running at the deadline is cancelled and interrupted,
    ///   but a computation that ignores interrupts keeps its thread until it is done
    /// @throws RejectedExecutionException when the queue is full or the pool is closed
    /// @throws InterruptedException when the caller was interrupted; the task is cancelled
    public <T extends @Nullable Object> End<T> call(Callable<? extends T> task, Deadline deadline)
            throws InterruptedException {
        long begun = System.nanoTime();
        Future<? extends T> future = submit(task);
        try {
            T value = future.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            return new End.Succeeded<>(value, since(begun));
        } catch (ExecutionException e) {
            return new End.Failed<>(cause(e), since(begun));
        } catch (TimeoutException _) {
            return new End.TimedOut<>(since(begun));
        } catch (CancellationException _) {
            return new End.Cancelled<>(since(begun)); // the pool was closed hard
        } finally {
            future.cancel(true); // does nothing once it has ended
        }
    }

    private <T extends @Nullable Object> Future<? extends T> submit(Callable<? extends T> task) {
        try {
            long queued = System.nanoTime();
            return threads.submit(() -> run(task, queued));
        } catch (RejectedExecutionException e) {
            rejected.increment();
            throw e;
        }
    }

    private <T extends @Nullable Object> T run(Callable<? extends T> task, long queued)
            throws Exception {
        long begun = System.nanoTime();
        started.increment();
        waitedNanos.add(begun - queued);
        try {
            return task.call();
        } finally {
            ranNanos.add(System.nanoTime() - begun);
        }
    }

    /// What the tasks have taken since the start; for timers.
    public Times times() {
        return new Times(
                started.sum(),
                Duration.ofNanos(waitedNanos.sum()),
                Duration.ofNanos(ranNanos.sum()));
    }

    /// What the pool is doing and has done; for gauges and counters.
    public Counts counts() {
        return new Counts(
                threads.getCorePoolSize(),
                threads.getQueue().size(),
                threads.getActiveCount(),
                threads.getCompletedTaskCount(),
                rejected.sum());
    }

    /// Takes no more work and lets what is queued end, then interrupts what is left. May be called
    /// again.
    ///
    /// @param limit of the soft part
    public void close(Duration limit) {
        threads.shutdown();
        try {
            if (threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (var task : threads.shutdownNow()) {
            if (task instanceof Future<?> future) {
                future.cancel(false); // its caller waits for it
            }
        }
    }

    @Override
    public void close() {
        close(SOFT_STOP);
    }

    private static Throwable cause(ExecutionException e) {
        var cause = e.getCause();
        return cause == null ? e : cause;
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Sums over all tasks that were started.
    ///
    /// @param waited in the queue
    /// @param ran on a thread; what still runs is not in it
    public record Times(long started, Duration waited, Duration ran) {}

    /// A look at the pool.
    ///
    /// @param size threads
    /// @param queued tasks waiting now
    /// @param running tasks running now
    /// @param completed tasks ended since the start
    /// @param rejected tasks turned away since the start
    public record Counts(int size, int queued, int running, long completed, long rejected) {}
}
