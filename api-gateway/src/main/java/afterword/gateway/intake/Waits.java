// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.concurrent.DeadlineWatch;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waiting with a deadline, without a timer for each wait: one thread looks every 20 ms for those
/// that have waited long enough, as long as there are any. A timed park of a virtual thread costs
/// two hand-overs to the timer's thread, and nearly no wait here reaches its deadline.
///
/// A wait ends up to 20 ms after its deadline, later only behind one whose deadline is later, which
/// is bounded by the longest wait. Thread-safe.
final class Waits implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);
    private static final long EVERY = Duration.ofMillis(20).toNanos();

    /// Between two looks where nobody waits.
    private static final long IDLE = Duration.ofMillis(500).toNanos();

    private final ConcurrentLinkedQueue<Wait> open = new ConcurrentLinkedQueue<>();
    private final DeadlineWatch watch =
            new DeadlineWatch(
                    "promise-deadlines",
                    this::sweep,
                    e -> LOG.error("deadlines are not looked at", e));

    private record Wait(CompletableFuture<?> end, long deadline) {}

    Waits() {
        watch.start();
    }

    /// Waits for a value.
    ///
    /// @param deadline by [System#nanoTime]
    /// @return null when it did not come in time, or came as an exception
    <T> @Nullable T await(CompletableFuture<T> pending, long deadline) throws InterruptedException {
        if (!pending.isDone()) {
            if (System.nanoTime() - deadline >= 0) {
                return null;
            }
            var end = new CompletableFuture<@Nullable Void>();
            var _ = pending.whenComplete((_, _) -> end.complete(null));
            open.add(new Wait(end, deadline));
            watch.by(deadline);
            await(end);
        }
        return pending.isDone() && !pending.isCompletedExceptionally() ? pending.join() : null;
    }

    private static void await(CompletableFuture<?> end) throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("it is completed by us, normally", e);
        }
    }

    private long sweep(long now) {
        for (var first = open.peek(); first != null; first = open.peek()) {
            if (!first.end().isDone() && now - first.deadline() < 0) {
                return now + EVERY;
            }
            first.end().complete(null);
            open.poll();
        }
        return now + IDLE;
    }

    @Override
    public void close() {
        watch.close();
        open.forEach(wait -> wait.end().complete(null));
    }
}
