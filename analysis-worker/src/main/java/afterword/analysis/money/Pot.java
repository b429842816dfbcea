// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One budget of one tenant in this process: the credit it has taken and not spent.
///
/// Calls reserve from the credit; only where it does not do, a block more is taken from the
/// database. Whoever takes lets the others wait, so that they find it there. Thread-safe.
final class Pot {

    /// A refusal is believed for so long: another process may give back what it does not need.
    private static final Duration BELIEVED = Duration.ofSeconds(10);

    private final BudgetRows rows;
    private final String tenant;
    private final String analysis;
    private final long limit;
    private final long block;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    // all guarded by the lock
    private @Nullable LocalDate day; // of the credit; null before the first lease
    private long window; // counts the days seen, so that no settlement meets another day's credit
    private long windowEnds; // on the monotonic clock
    private long credit;
    private long refusedAt;
    private long refused = Long.MAX_VALUE; // at least so much was refused

    /// A pot that has taken nothing yet.
    ///
    /// @param limit of a day
    /// @param block taken at once
    Pot(
            BudgetRows rows,
            String tenant,
            String analysis,
            long limit,
            long block,
            LongSupplier nanoTime) {
        this.rows = rows;
        this.tenant = tenant;
        this.analysis = analysis;
        this.limit = limit;
        this.block = block;
        this.nanoTime = nanoTime;
    }

    /// What a reservation got.
    ///
    /// @param nextIn null where it was granted, else until the next day
    record Taken(long window, @Nullable Duration nextIn) {}

    /// Reserves.
    Taken take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (day != null && nanoTime.getAsLong() - windowEnds >= 0) {
                open(null, Duration.ZERO);
            }
            if (credit < nanos && !lease(nanos)) {
                return new Taken(window, left());
            }
            credit -= nanos;
            return new Taken(window, null);
        } finally {
            lock.unlock();
        }
    }

    /// A block, or all that is missing; near the end of the budget just what is missing.
    private boolean lease(long nanos) throws InterruptedException {
        if (nanos >= refused && nanoTime.getAsLong() - refusedAt < BELIEVED.toNanos()) {
            return false;
        }
        boolean exact = false;
        while (credit < nanos) { // once, but at midnight
            long missing = nanos - credit;
            long wanted = exact ? missing : Math.max(block, missing);
            if (!leased(wanted)) {
                if (wanted == missing) {
                    refused = nanos;
                    refusedAt = nanoTime.getAsLong();
                    return false;
                }
                exact = true;
            }
        }
        refused = Long.MAX_VALUE;
        return true;
    }

    private boolean leased(long wanted) throws InterruptedException {
        var lease = rows.take(tenant, analysis, wanted, limit);
        if (!lease.day().equals(day)) {
            open(lease.day(), lease.left());
        }
        if (lease.granted()) {
            credit += wanted;
        }
        return lease.granted();
    }

    /// Yesterday's credit is worth nothing today.
    private void open(@Nullable LocalDate today, Duration left) {
        day = today;
        window++;
        windowEnds = nanoTime.getAsLong() + left.toNanos();
        credit = 0;
        refused = Long.MAX_VALUE;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, windowEnds - nanoTime.getAsLong()));
    }

    /// Settles what was reserved.
    ///
    /// @param nanos not used; negative where more was
    void giveBack(long ofWindow, long nanos) {
        lock.lock();
        try {
            if (ofWindow == window) {
                credit += nanos;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Gives the credit back to the other processes.
    void close() {
        lock.lock();
        try {
            if (day != null && credit > 0) {
                rows.giveBack(tenant, analysis, day, credit);
                credit = 0;
            }
        } finally {
            lock.unlock();
        }
    }
}
