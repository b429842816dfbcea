// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.concurrent.Deadline;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds the calls in flight to one provider, first come, first served. Thread-safe.
public final class CallPermits {

    private final int size;
    private final Semaphore free;

    /// @param size calls in flight at most
    public CallPermits(int size) {
        this.size = size;
        this.free = new Semaphore(size, true);
    }

    /// Waits for a permit; whoever gets one gives it back by [#release].
    ///
    /// @return false when the deadline passed first
    public boolean acquire(Deadline deadline) throws InterruptedException {
        return free.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    }

    /// Gives one permit back.
    public void release() {
        free.release();
    }

    /// Calls in flight now; a gauge.
    public int inFlight() {
        return size - free.availablePermits();
    }

    /// Callers waiting now; a gauge.
    public int waiting() {
        return free.getQueueLength();
    }
}
