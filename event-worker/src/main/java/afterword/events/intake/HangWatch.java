// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.concurrent.Repeater;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that reading comes to an end. Where it does not, the process ends instead, uncleanly:
/// a thread that spins cannot be stopped, and a death is what is counted of a message that is read
/// alone. So a message that hangs is found, and given up, as one that kills.
///
/// Only reading is watched, never a wait for the store. It counts looks, not the time between two:
/// a process that was frozen has not hung. [#over] is for one thread, the handler's.
final class HangWatch {

    /// Of a process whose reading hung, told by its supervisor; 70 is `EX_SOFTWARE`.
    static final int EXIT = 70;

    private static final Logger LOG = LoggerFactory.getLogger(HangWatch.class);
    private static final int LOOKS = 10;
    private static final Duration STOP = Duration.ofSeconds(1);

    private final Duration limit;
    private final Runnable end;
    private @Nullable Repeater watch; // written by start and stop
    private volatile long work; // written by the handler's thread; 0: nothing is being read
    private volatile @Nullable Thread reader; // written by the handler's thread
    private long last; // the handler's thread only
    // below: the watch only
    private long seen;
    private int looks;

    /// @param limit for the reading of one portion
    /// @param end ends the process
    HangWatch(Duration limit, Runnable end) {
        this.limit = limit;
        this.end = end;
    }

    void start() {
        var fresh = new Repeater("hang-watch", limit.dividedBy(LOOKS), this::look, _ -> {});
        fresh.start();
        watch = fresh;
    }

    void stop() {
        var running = watch;
        if (running != null) {
            running.stop(STOP);
            watch = null;
        }
    }

    /// Reads a portion under the watch.
    <T> T over(Supplier<T> reading) {
        reader = Thread.currentThread();
        work = ++last;
        try {
            return reading.get();
        } finally {
            work = 0;
        }
    }

    private boolean look() {
        long now = work;
        looks = now != 0 && now == seen ? looks + 1 : 0;
        seen = now;
        if (looks == LOOKS) {
            giveUp();
        }
        return false;
    }

    private void giveUp() {
        var where = new IllegalStateException("where it hangs");
        var hung = reader;
        where.setStackTrace(hung == null ? new StackTraceElement[0] : hung.getStackTrace());
        LOG.error(
                "reading messages has not come to an end for {} s; the process ends, and what it held is read one by one by the next; see docs/dead-letters.md",
                limit.toSeconds(),
                where);
        end.run();
    }
}
