// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import afterword.concurrent.Repeater;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Notices work that waits while nothing moves: progress counts, not heartbeats.
///
/// It looks a dozen times within its patience, so that what has just come to somebody idle is not
/// taken for a backlog. Ask it for alarms, never for restarts. Thread-safe.
public final class Stall implements AutoCloseable {

    private static final int LOOKS = 12;

    private final LongSupplier moved;
    private final BooleanSupplier waiting;
    private final Repeater watch;
    private long last; // the watch only
    private int looks; // the watch only
    private volatile boolean stalled; // written by the watch

    /// A stall that looks at nothing before it is started.
    ///
    /// @param name of the thread
    /// @param after how long work may wait without a movement
    /// @param moved changes with every movement
    /// @param waiting whether there is work; only asked when nothing moved, false where it cannot
    ///   be told
    public Stall(String name, Duration after, LongSupplier moved, BooleanSupplier waiting) {
        this.moved = moved;
        this.waiting = waiting;
        this.watch =
                new Repeater("stall-" + name, after.dividedBy(LOOKS), this::look, _ -> forget());
    }

    /// Starts to look.
    public void start() {
        watch.start();
    }

    /// Whether work has waited and nothing has moved for too long.
    public boolean stalled() {
        return stalled;
    }

    private boolean look() {
        long now = moved.getAsLong();
        if (now != last || !waiting.getAsBoolean()) {
            forget();
        } else {
            looks++;
            stalled = looks > LOOKS;
        }
        last = now;
        return false;
    }

    private void forget() {
        looks = 0;
        stalled = false;
    }

    @Override
    public void close() {
        watch.close();
    }
}
