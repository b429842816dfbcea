// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Does the same small work again and again on a virtual thread of its own, with a pause between
/// two turns.
///
/// A turn that fails is told and followed by a pause, never by the end of the thread. May be
/// stopped twice and before it was started. Thread-safe.
public final class Repeater implements AutoCloseable {

    /// One turn of the work.
    @FunctionalInterface
    public interface Work {

        /// Does one portion.
        ///
        /// @return whether more is waiting, so that the next turn follows without a pause
        boolean turn() throws InterruptedException;
    }

    private final Duration pause;
    private final Work work;
    private final Consumer<? super RuntimeException> failed;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile long lastGood = System.nanoTime(); // written by the thread, read by health

    /// A repeater at rest.
    ///
    /// @param name of the thread
    /// @param pause between two turns
    /// @param failed told of every exception of a turn; says no more than that
    public Repeater(
            String name, Duration pause, Work work, Consumer<? super RuntimeException> failed) {
        this.pause = pause;
        this.work = work;
        this.failed = failed;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Starts the turns, the first at once.
    public void start() {
        lastGood = System.nanoTime();
        thread.start();
    }

    /// Time since the last turn that ended well, or since the start.
    public Duration sinceGoodTurn() {
        return Duration.ofNanos(System.nanoTime() - lastGood);
    }

    /// Lets the running turn end, interrupts it at the limit, and starts no other.
    public void stop(Duration limit) {
        stopping.countDown();
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(limit)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /// Stops with a limit of two seconds.
    @Override
    public void close() {
        stop(Duration.ofSeconds(2));
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                if (!turn() && stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped hard; the thread ends here
        }
    }

    private boolean turn() throws InterruptedException {
        try {
            boolean more = work.turn();
            lastGood = System.nanoTime();
            return more;
        } catch (RuntimeException e) {
            // outermost frame of the thread: one bad turn must not end the work
            failed.accept(e);
            return false;
        }
    }
}
