// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.messaging.Confirm;
import afterword.messaging.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes events safe within a bounded time: by the broker's confirm, else in the [Spill].
///
/// The calling thread waits; publishing, confirms and spilling run side by side for all events of a
/// call. Thread-safe.
final class Promises implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Promises.class);
    private static final long LINE_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final Publisher publisher;
    private final Handover handover;
    private final Spill spill;
    private final IntakeMeters meters;
    private final Duration confirmTimeout;
    private final Duration spillTimeout;
    private final AtomicLong lineDue = new AtomicLong(System.nanoTime());
    private final Waits waits = new Waits();

    Promises(
            Publisher publisher,
            Handover handover,
            Spill spill,
            IntakeMeters meters,
            IntakeSettings settings) {
        this.publisher = publisher;
        this.handover = handover;
        this.spill = spill;
        this.meters = meters;
        this.confirmTimeout = settings.confirmTimeout();
        this.spillTimeout = settings.spillTimeout();
    }

    /// Makes one event safe.
    Promise make(Intake event) {
        return make(List.of(event)).getFirst();
    }

    /// Makes events safe; the promises stand in the order of the events. Takes at most both
    /// time-outs together.
    List<Promise> make(List<Intake> events) {
        var confirms = new ArrayList<CompletableFuture<Confirm>>(events.size());
        for (var event : events) {
            confirms.add(handover.publish(publisher, event.message()));
        }
        long deadline = System.nanoTime() + confirmTimeout.toNanos();
        var spills = new ArrayList<@Nullable CompletableFuture<Boolean>>(events.size());
        for (int i = 0; i < events.size(); i++) {
            boolean confirmed = confirmed(confirms.get(i), deadline);
            spills.add(confirmed ? null : spill.keep(events.get(i)));
        }
        var promises = settle(spills);
        for (int i = 0; i < events.size(); i++) {
            events.get(i).end(promises.get(i));
        }
        return promises;
    }

    private List<Promise> settle(List<@Nullable CompletableFuture<Boolean>> spills) {
        long deadline = System.nanoTime() + spillTimeout.toNanos();
        var promises = new ArrayList<Promise>(spills.size());
        for (var kept : spills) {
            if (kept == null) {
                promises.add(Promise.CONFIRMED);
            } else {
                promises.add(kept(kept, deadline) ? Promise.SPILLED : Promise.NOT_PROMISED);
            }
        }
        return promises;
    }

    private boolean confirmed(CompletableFuture<Confirm> pending, long deadline) {
        var confirm = within(pending, deadline);
        meters.confirm(confirm);
        if (confirm != null && confirm.confirmed()) {
            return true;
        }
        tell(confirm);
        return false;
    }

    /// One line in ten seconds, however many events go the other way.
    private void tell(@Nullable Confirm confirm) {
        long due = lineDue.get();
        long now = System.nanoTime();
        if (now - due >= 0 && lineDue.compareAndSet(due, now + LINE_EVERY)) {
            LOG.warn(
                    "broker does not confirm, events go to the spill: {}",
                    confirm == null ? "no answer in time" : confirm);
        }
    }

    private boolean kept(CompletableFuture<Boolean> pending, long deadline) {
        boolean kept = Boolean.TRUE.equals(within(pending, deadline));
        pending.cancel(false);
        return kept;
    }

    /// The value, or null when it did not come in time; both ports complete normally.
    private <T> @Nullable T within(CompletableFuture<T> pending, long deadline) {
        try {
            return waits.await(pending, deadline);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /// Ends the thread that ends waits.
    @Override
    public void close() {
        waits.close();
    }
}
