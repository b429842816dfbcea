// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

/// How many calls a provider bears at once, found out by additive increase and multiplicative
/// decrease.
///
/// Every good call grows the limit so that a window's worth of them adds an eighth of it, at least
/// one; below the limit of the last trouble it doubles each window instead. A sign of overload
/// halves it, at most once in a while: the calls that were in flight then all tell of the same
/// overload. It grows only when it is used. Source: TCP Reno (RFC 5681). Pure, not thread-safe.
final class Aimd {

    private static final double EIGHTH = 0.125;

    private final int most;
    private final long onceInNanos;
    private double limit;
    private double threshold;
    private long lastCut;
    private boolean cut;

    /// @param most calls at once ever; also where it starts
    /// @param onceInNanos two cuts are at least so far apart
    Aimd(int most, long onceInNanos) {
        if (most < 1 || onceInNanos < 0) {
            throw new IllegalArgumentException("most >= 1, onceInNanos >= 0");
        }
        this.most = most;
        this.onceInNanos = onceInNanos;
        this.limit = most;
        this.threshold = most;
    }

    /// Calls at once now, 1 to `most`.
    int limit() {
        return (int) limit;
    }

    /// A call has ended well.
    ///
    /// @param inFlight calls at once when it was running
    void good(int inFlight) {
        if (inFlight * 2 >= limit()) {
            double step = limit < threshold ? 1 : Math.max(1, limit * EIGHTH) / limit;
            limit = Math.min(most, limit + step);
        }
    }

    /// A call has ended with a sign of overload.
    void overload(long nowNanos) {
        if (!cut || nowNanos - lastCut >= onceInNanos) {
            limit = Math.max(1, limit / 2);
            threshold = limit;
            lastCut = nowNanos;
            cut = true;
        }
    }

    /// The provider is back after a failure: begins low, and doubles up to where it was.
    void restart(int from) {
        threshold = Math.max(threshold, limit);
        limit = Math.clamp(from, 1, most);
    }
}
