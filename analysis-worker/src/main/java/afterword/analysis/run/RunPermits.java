// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.concurrent.Deadline;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds the runs in flight, first come, first served. Thread-safe.
final class RunPermits {

    private final int size;
    private final Semaphore free;

    RunPermits(int size) {
        this.size = size;
        this.free = new Semaphore(size, true);
    }

    /// Waits for one permit in turn and takes what else is free.
    ///
    /// @return permits taken, 1 to `most`
    int take(int most) throws InterruptedException {
        free.acquire();
        return 1 + takeFree(most - 1);
    }

    /// Like [#take], but not beyond a deadline.
    ///
    /// @return permits taken; 0 when the deadline passed first
    int take(int most, Deadline deadline) throws InterruptedException {
        return free.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)
                ? 1 + takeFree(most - 1)
                : 0;
    }

    /// Whoever waits for all permits stands in the same queue, before the next one who waits for
    /// its first: what is taken here out of turn cannot keep it waiting for long.
    private int takeFree(int most) {
        int taken = 0;
        while (taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    /// Waits until nobody else holds a permit, and takes all.
    ///
    /// @return false when the deadline passed first
    boolean takeAll(Deadline deadline) throws InterruptedException {
        return free.tryAcquire(size, deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    }

    void giveBack(int permits) {
        free.release(permits);
    }

    void giveBackAll() {
        free.release(size);
    }

    int size() {
        return size;
    }

    /// Permits taken now; a gauge.
    int taken() {
        return size - free.availablePermits();
    }
}
