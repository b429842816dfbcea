// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import org.jspecify.annotations.Nullable;

/// Keeps calls away from a provider that fails, and finds out by few of them when it is back.
///
/// Closed, it looks at the last calls: too large a share of failures among them, or a row of them
/// without anything good between, opens it. Open, it lets a single call pass at intervals; each
/// that fails doubles the interval up to the longest, and no interval is shorter than what keeps
/// probes at one in twenty of the calls that there were before. A good probe half-opens it: single
/// calls follow one another until enough were good in a row, which closes it. A probe is a real
/// call of a real part. Pure: time is handed in; not thread-safe.
final class Breaker {

    /// What it does with calls.
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /// When it opens, and how it probes.
    ///
    /// @param window last calls that are looked at
    /// @param least calls in the window before their share of failures counts
    /// @param share of failures that opens
    /// @param row failures in a row that open, however slow they come
    /// @param firstNanos to the first probe
    /// @param longestNanos between two probes
    /// @param goodRow good calls in a row that close
    /// @param probeShare probes for each call that there was before the failure
    record Rules(
            int window,
            int least,
            double share,
            int row,
            long firstNanos,
            long longestNanos,
            int goodRow,
            double probeShare) {

        Rules {
            boolean counts = window >= 1 && least >= 1 && least <= window && row >= 1;
            boolean times = firstNanos > 0 && longestNanos >= firstNanos;
            if (!counts || !times || goodRow < 1 || !(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("breaker's rules are out of range");
            }
            if (!(probeShare > 0 && probeShare <= 1)) {
                throw new IllegalArgumentException("probeShare is above 0, at most 1");
            }
        }
    }

    private final Rules rules;
    private final boolean[] failed; // ring of the last calls
    private int seen;
    private int failures;
    private int row;
    private State state = State.CLOSED;
    private long epoch = 1;
    private long interval;
    private long nextProbe;
    private int probes;
    private long probeStarted;
    private int goodRow;
    private double gap; // between two calls while closed, slowly averaged; 0: not known
    private long lastCall;
    private boolean called;

    Breaker(Rules rules) {
        this.rules = rules;
        this.failed = new boolean[rules.window()];
    }

    State state() {
        return state;
    }

    /// Asks for a call; one that is let pass is told of by [#end].
    ///
    /// @return a ticket for [#end]; 0 when it is not let pass
    long pass(long now) {
        if (state == State.CLOSED) {
            count(now);
            return epoch;
        }
        if (!probing(now)) {
            probes = 0; // whoever had them never came back
        }
        int most = state == State.OPEN ? 1 : rules.goodRow();
        if (probes >= most || now - nextProbe < 0) {
            return 0;
        }
        probes++;
        probeStarted = now;
        return epoch;
    }

    /// Nanoseconds until it is worth asking again; 0 when a call may pass now.
    long patience(long now) {
        return switch (state) {
            case CLOSED -> 0;
            case OPEN -> probes > 0 ? rules.firstNanos() : Math.max(0, nextProbe - now);
            case HALF_OPEN -> probes >= rules.goodRow() ? rules.firstNanos() : 0;
        };
    }

    /// Whether a probe is on its way.
    boolean probing(long now) {
        return probes > 0 && now - probeStarted <= rules.longestNanos() * 8;
    }

    private void count(long now) {
        if (called) {
            double last = Math.max(1, now - lastCall);
            gap = gap == 0 ? last : 0.95 * gap + 0.05 * last;
        }
        lastCall = now;
        called = true;
    }

    /// A call that was let pass has ended. Calls from before the last opening or closing tell of
    /// another time and change nothing.
    ///
    /// @param good whether the provider did its part; null when the call says nothing about it
    /// @return whether this has changed the state
    boolean end(long ticket, @Nullable Boolean good, long now) {
        if (ticket != epoch) {
            return false;
        }
        var before = state;
        switch (state) {
            case CLOSED -> {
                if (good != null) {
                    closed(good, now);
                }
            }
            case OPEN, HALF_OPEN -> {
                probes = Math.max(0, probes - 1);
                if (good != null) {
                    probed(good, now);
                }
            }
        }
        return state != before;
    }

    private void closed(boolean good, long now) {
        int at = seen % failed.length;
        if (seen >= failed.length && failed[at]) {
            failures--;
        }
        failed[at] = !good;
        seen++;
        failures += good ? 0 : 1;
        row = good ? 0 : row + 1;
        int counted = Math.min(seen, failed.length);
        boolean tooMany = counted >= rules.least() && failures >= rules.share() * counted;
        if (!good && (tooMany || row >= rules.row())) {
            open(rules.firstNanos(), now);
        }
    }

    private void open(long wait, long now) {
        state = State.OPEN;
        epoch++;
        interval = Math.max(wait, sparing());
        nextProbe = now + interval;
        probes = 0;
        goodRow = 0;
    }

    /// The interval that keeps probes rare among the calls that there were; a provider that is
    /// hardly used is looked at as often as recovery wants it.
    private long sparing() {
        return (long) Math.min((double) rules.longestNanos(), gap / rules.probeShare());
    }

    private void probed(boolean good, long now) {
        if (!good) {
            open(Math.min(rules.longestNanos(), interval * 2), now);
            return;
        }
        goodRow++;
        state = State.HALF_OPEN;
        if (goodRow >= rules.goodRow()) {
            close();
        }
    }

    private void close() {
        state = State.CLOSED;
        epoch++;
        seen = 0;
        failures = 0;
        row = 0;
        called = false;
    }
}
