// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One task on a virtual thread of its own, which keeps its end.
///
/// @param <T> what the task returns
final class Child<T extends @Nullable Object> {

    private enum Stop {
        TIME_OUT,
        CANCEL
    }

    private final Callable<? extends T> task;
    private final Thread thread;
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private @Nullable End<T> end; // written by the child's thread, read after it was joined

    private Child(String name, Callable<? extends T> task, Runnable onEnd) {
        this.task = task;
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(onEnd));
    }

    /// Starts a task.
    ///
    /// @param onEnd runs on the child's thread as its last act
    static <T extends @Nullable Object> Child<T> start(
            String name, Callable<? extends T> task, Runnable onEnd) {
        var child = new Child<T>(name, task, onEnd);
        child.thread.start();
        return child;
    }

    void timeOut() {
        interrupt(Stop.TIME_OUT);
    }

    void cancel() {
        interrupt(Stop.CANCEL);
    }

    private void interrupt(Stop why) {
        stop.compareAndSet(null, why);
        thread.interrupt();
    }

    /// Waits for the end, whatever happens to the waiting thread meanwhile.
    ///
    /// @return whether the waiting thread was interrupted; its flag is clear then
    boolean join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
    }

    /// The end of a child that has been joined or has called its `onEnd`.
    End<T> end() {
        if (end == null) {
            throw new IllegalStateException("child has not ended: " + thread.getName());
        }
        return end;
    }

    private void run(Runnable onEnd) {
        try {
            T value = task.call();
            end = new End.Succeeded<>(value, took());
        } catch (Throwable e) {
            // the outermost frame of a thread; an Error is kept as well, or the parent would wait
            // for an end that never comes
            end = ended(e);
        } finally {
            onEnd.run();
        }
    }

    private End<T> ended(Throwable cause) {
        return switch (stop.get()) {
            case TIME_OUT -> new End.TimedOut<>(took());
            case CANCEL -> new End.Cancelled<>(took());
            case null -> new End.Failed<>(cause, took());
        };
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
