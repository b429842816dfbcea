// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A point on the monotonic clock after which a wait is over. Handed in from outside to whatever
/// waits.
///
/// Immutable and thread-safe. The wall clock plays no part.
public final class Deadline {

    /// The longest time a deadline may lie ahead; longer ones are cut to it, so that sums of
    /// nanoseconds never overflow.
    static final Duration FARTHEST = Duration.ofDays(365);

    private final LongSupplier ticker;
    private final long at;

    private Deadline(LongSupplier ticker, long at) {
        this.ticker = ticker;
        this.at = at;
    }

    /// A deadline this far from now; a negative distance has passed already.
    public static Deadline after(Duration distance) {
        return after(distance, System::nanoTime);
    }

    /// A deadline on a clock of the caller's, for tests.
    ///
    /// @param ticker nanoseconds since any origin, never going back
    public static Deadline after(Duration distance, LongSupplier ticker) {
        return new Deadline(ticker, ticker.getAsLong() + nanos(distance));
    }

    /// The earlier of this one and one that far from now.
    public Deadline atMost(Duration distance) {
        long other = ticker.getAsLong() + nanos(distance);
        return other - at < 0 ? new Deadline(ticker, other) : this;
    }

    /// Time that is left; zero when it has passed, never negative.
    public Duration left() {
        return Duration.ofNanos(nanosLeft());
    }

    /// Nanoseconds that are left; zero when it has passed, never negative.
    public long nanosLeft() {
        return Math.max(0, at - ticker.getAsLong());
    }

    /// Whether nothing is left.
    public boolean passed() {
        return nanosLeft() == 0;
    }

    @Override
    public String toString() {
        return "deadline in " + left();
    }

    private static long nanos(Duration distance) {
        return distance.compareTo(FARTHEST) > 0 ? FARTHEST.toNanos() : distance.toNanos();
    }
}
