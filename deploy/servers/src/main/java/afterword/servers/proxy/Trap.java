// SPDX-License-Identifier: Apache-2.0
package afterword.servers.proxy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Waits for certain bytes on the wire and then does something, such as killing the process that
/// sent them: a kill point between two instructions of a program that knows nothing of it.
///
/// It snaps once. Thread-safe.
public final class Trap {

    /// Which way the bytes go.
    public enum Way {
        /// From the service to the server.
        OUT,
        /// From the server to the service.
        BACK
    }

    /// When it snaps.
    public enum Moment {
        /// The bytes have come and are not passed on: they were never sent, as far as their
        /// receiver knows.
        BEFORE,
        /// The bytes have been passed on; what comes back on that connection next is kept.
        BEFORE_ANSWER
    }

    private final byte[] pattern;
    private final Way way;
    private final Moment moment;
    private final Runnable action;
    private final AtomicInteger left;
    private final CountDownLatch snapped = new CountDownLatch(1);

    /// @param nth the how manieth occurrence counts, from 1
    /// @param action called by the connection's thread, once
    public Trap(byte[] pattern, Way way, Moment moment, int nth, Runnable action) {
        if (pattern.length == 0 || nth < 1) {
            throw new IllegalArgumentException("a trap needs a pattern and counts from 1");
        }
        this.pattern = pattern.clone();
        this.way = way;
        this.moment = moment;
        this.left = new AtomicInteger(nth);
        this.action = action;
    }

    /// A trap for text in UTF-8, such as a piece of SQL.
    public static Trap text(String text, Way way, Moment moment, int nth, Runnable action) {
        return new Trap(text.getBytes(StandardCharsets.UTF_8), way, moment, nth, action);
    }

    /// Waits until it has snapped.
    ///
    /// @return whether it has
    public boolean await(long limit, TimeUnit unit) throws InterruptedException {
        return snapped.await(limit, unit);
    }

    Moment moment() {
        return moment;
    }

    void snap() {
        try {
            action.run();
        } finally {
            snapped.countDown();
        }
    }

    /// Looks for the pattern in one direction of one connection; remembers the last bytes, since a
    /// pattern may come in two pieces.
    static final class Watch {

        private final Way way;
        private byte[] tail = new byte[0];
        private @Nullable Trap last; // whose tail it is

        Watch(Way way) {
            this.way = way;
        }

        /// Takes note of a piece.
        ///
        /// @return whether this piece completes the occurrence that counts
        boolean sees(Trap trap, byte[] bytes, int length) {
            if (trap.way != way) {
                return false;
            }
            if (trap != last) {
                last = trap;
                tail = new byte[0];
            }
            var all = new byte[tail.length + length];
            System.arraycopy(tail, 0, all, 0, tail.length);
            System.arraycopy(bytes, 0, all, tail.length, length);
            int keep = Math.min(trap.pattern.length - 1, all.length);
            tail = java.util.Arrays.copyOfRange(all, all.length - keep, all.length);
            int found = occurrences(all, trap.pattern);
            if (found == 0) {
                return false;
            }
            int before = trap.left.getAndAdd(-found);
            return before > 0 && before - found <= 0;
        }

        private static int occurrences(byte[] all, byte[] pattern) {
            int found = 0;
            for (int at = 0; at + pattern.length <= all.length; at++) {
                if (java.util.Arrays.equals(
                        all, at, at + pattern.length, pattern, 0, pattern.length)) {
                    found++;
                }
            }
            return found;
        }
    }
}
