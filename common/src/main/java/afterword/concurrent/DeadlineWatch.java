// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/// Ends what has waited long enough, on a virtual thread of its own that looks when the next
/// deadline is due, and sleeps until then.
///
/// A look that fails is told and repeated after [#AGAIN]. May be closed twice and before it was
/// started. Thread-safe.
public final class DeadlineWatch implements AutoCloseable {

    private static final Duration AGAIN = Duration.ofMillis(50);

    private final LongUnaryOperator look;
    private final Consumer<? super RuntimeException> failed;
    private final Thread thread;
    private volatile boolean closed; // written by close
    private volatile long due = System.nanoTime(); // of the next look; written by the thread

    /// A watch at rest.
    ///
    /// @param name of the thread
    /// @param look ends what is due at the time that it is given, and returns when it has to be
    ///   called again at the latest; both by [System#nanoTime]
    /// @param failed told of every exception of a look; says no more than that
    public DeadlineWatch(
            String name, LongUnaryOperator look, Consumer<? super RuntimeException> failed) {
        this.look = look;
        this.failed = failed;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Starts to look.
    public DeadlineWatch start() {
        thread.start();
        return this;
    }

    /// Makes sure of a look by then; called after what is to be looked at can be seen. Costs nearly
    /// nothing when a look is due before.
    ///
    /// @param deadline by [System#nanoTime]
    public void by(long deadline) {
        if (deadline - due < 0) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            long now = System.nanoTime();
            due = now + Deadline.FARTHEST.toNanos(); // whatever comes during the look wakes us
            due = next(now);
            LockSupport.parkNanos(this, due - System.nanoTime());
        }
    }

    private long next(long now) {
        try {
            return look.applyAsLong(now);
        } catch (RuntimeException e) {
            // outermost frame of the thread: one bad look must not end the watch
            failed.accept(e);
            return now + AGAIN.toNanos();
        }
    }

    /// Lets the running look end, and looks no more.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
