// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The 95th percentile of the last latencies of one question to one model.
///
/// A call that was given up counts with the time that it had: leaving it out would make the slow
/// look fast. Thread-safe.
public final class Percentile {

    private static final int WINDOW = 256;

    /// Fewer say nothing about one in twenty.
    private static final int LEAST = 20;

    private final long[] nanos = new long[WINDOW]; // ring, guarded by this
    private int seen;

    /// Takes a latency in.
    public synchronized void add(Duration latency) {
        nanos[seen % WINDOW] = latency.toNanos();
        seen++;
    }

    /// The latency that nineteen of twenty calls keep to.
    ///
    /// @return empty before there are enough to tell
    public synchronized Optional<Duration> p95() {
        if (seen < LEAST) {
            return Optional.empty();
        }
        var sorted = Arrays.copyOf(nanos, Math.min(seen, WINDOW));
        Arrays.sort(sorted);
        int index = (int) Math.ceil(sorted.length * 0.95) - 1;
        return Optional.of(Duration.ofNanos(sorted[index]));
    }
}
