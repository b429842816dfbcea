// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CpuPoolTests {

    private static final Duration LONG = Duration.ofSeconds(15);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CpuPool pool = new CpuPool("cpu", 1, 1);

    @AfterEach
    void close() {
        gate.countDown();
        pool.close(LONG);
    }

    @Test
    void runsOnPlatformThreadOfItsOwn() throws Exception {
        Callable<String> task =
                () -> Thread.currentThread().getName() + Thread.currentThread().isVirtual();
        assertThat(pool.call(task, Deadline.after(LONG)))
                .matches(end ->
                        end instanceof End.Succeeded(var name, _) && name.equals("cpu-0false"));
        await().until(() -> pool.counts().completed() == 1);
    }

    @Test
    void keepsWhatTheTaskThrew() throws Exception {
        var end =
                pool.call(
                        () -> {
                            throw new IllegalStateException("bug");
                        },
                        Deadline.after(LONG));
        assertThat(end)
                .matches(it ->
                        it instanceof End.Failed(var cause, _) && "bug".equals(cause.getMessage()));
    }

    @Test
    void rejectsWhenQueueIsFull() throws Exception {
        occupy(2);
        assertThat(pool.counts()).isEqualTo(new CpuPool.Counts(1, 1, 1, 0, 0));
        assertThatThrownBy(() -> pool.call(() -> 1, Deadline.after(LONG)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.counts().rejected()).isEqualTo(1);
    }

    @Test
    void timesOutWhileQueuedAndNeverRuns() throws Exception {
        occupy(1);
        var ran = new AtomicReference<>(false);
        var end =
                pool.call(
                        () -> {
                            ran.set(true);
                            return 1;
                        },
                        Deadline.after(Duration.ofMillis(10)));
        assertThat(end).isInstanceOf(End.TimedOut.class);
        gate.countDown();
        pool.close(LONG);
        assertThat(ran.get()).isFalse();
    }

    @Test
    void drainsQueueAtClose() throws Exception {
        var callers = occupy(2);
        var closing = Thread.ofVirtual().start(() -> pool.close(LONG));
        gate.countDown();
        closing.join();
        for (var caller : callers) {
            caller.join();
        }
        assertThat(pool.counts().completed()).isEqualTo(2);
        assertThatThrownBy(() -> pool.call(() -> 1, Deadline.after(LONG)))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void stopsHardAtLimitAndMayBeClosedTwice() throws Exception {
        var callers = occupy(2);
        pool.close(Duration.ofMillis(10));
        pool.close(Duration.ofMillis(10));
        for (var caller : callers) {
            caller.join();
        }
        assertThat(pool.counts().running()).isZero();
    }

    /// Fills the pool's thread, then its queue.
    private List<Thread> occupy(int tasks) {
        var callers = new ArrayList<Thread>();
        for (int i = 0; i < tasks; i++) {
            callers.add(Thread.ofVirtual().start(this::waitAtGate));
            int all = i + 1;
            await().until(() -> pool.counts().running() + pool.counts().queued() == all);
        }
        return callers;
    }

    private void waitAtGate() {
        try {
            pool.call(
                    () -> {
                        gate.await();
                        return 1;
                    },
                    Deadline.after(LONG));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
