// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GatherTests {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void keepsEachEndInOrder() throws Exception {
        var bug = new IllegalStateException("bug");
        List<Callable<String>> tasks =
                List.of(
                        () -> "first",
                        () -> {
                            throw bug;
                        },
                        () -> "third");
        var ends = Gather.all("test", tasks, Deadline.after(LONG));
        assertThat(ends.get(0))
                .matches(
                        end -> end instanceof End.Succeeded(var value, _) && value.equals("first"));
        assertThat(ends.get(1))
                .matches(end -> end instanceof End.Failed(var cause, _) && cause.equals(bug));
        assertThat(ends.get(2)).isInstanceOf(End.Succeeded.class);
    }

    @Test
    void runsAllAtOnce() throws Exception {
        var meeting = new CyclicBarrier(50);
        var tasks =
                IntStream.range(0, 50).<Callable<Integer>>mapToObj(_ -> meeting::await).toList();
        assertThat(Gather.all("test", tasks, Deadline.after(LONG)))
                .allMatch(End.Succeeded.class::isInstance);
    }

    @Test
    void timesOutOnlyThoseStillRunning() throws Exception {
        List<Callable<String>> tasks = List.of(() -> "quick", this::forever);
        var ends = Gather.all("test", tasks, Deadline.after(SHORT));
        assertThat(ends.get(0)).isInstanceOf(End.Succeeded.class);
        assertThat(ends.get(1)).isInstanceOf(End.TimedOut.class);
        assertThat(ends.get(1).took()).isGreaterThanOrEqualTo(SHORT.minusMillis(5));
    }

    @Test
    void namesWhatAnInterruptedTaskThrewByItsCause() throws Exception {
        List<Callable<String>> tasks =
                List.of(() -> {
                    try {
                        return forever();
                    } catch (InterruptedException e) {
                        throw new IOException("closed by interrupt", e);
                    }
                });
        assertThat(Gather.all("test", tasks, Deadline.after(SHORT)).getFirst())
                .isInstanceOf(End.TimedOut.class);
    }

    @Test
    void keepsValueOfTaskThatFinishesInSpiteOfDeadline() throws Exception {
        List<Callable<String>> tasks =
                List.of(() -> {
                    try {
                        return forever();
                    } catch (InterruptedException _) {
                        return "just made it";
                    }
                });
        assertThat(Gather.all("test", tasks, Deadline.after(SHORT)).getFirst())
                .isInstanceOf(End.Succeeded.class);
    }

    @Test
    void keepsErrors() throws Exception {
        List<Callable<String>> tasks =
                List.of(() -> {
                    throw new StackOverflowError();
                });
        assertThat(Gather.all("test", tasks, Deadline.after(LONG)).getFirst())
                .isInstanceOf(End.Failed.class);
    }

    @Test
    void endsChildrenBeforePassingInterruptOn() throws Exception {
        var started = new CountDownLatch(2);
        var ended = new AtomicInteger();
        Callable<String> task =
                () -> {
                    started.countDown();
                    try {
                        return forever();
                    } finally {
                        ended.incrementAndGet();
                    }
                };
        var thrown = new AtomicBoolean();
        var parent =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Gather.all("test", List.of(task, task), Deadline.after(LONG));
                            } catch (InterruptedException _) {
                                thrown.set(ended.get() == 2);
                            }
                        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        parent.interrupt();
        parent.join();
        assertThat(thrown).isTrue();
    }

    @Test
    void returnsNothingForNothing() throws Exception {
        assertThat(Gather.all("test", List.<Callable<String>>of(), Deadline.after(LONG))).isEmpty();
    }

    @Test
    void refusesToTellEndOfRunningChild() {
        var child = Child.start("test", this::forever, () -> {});
        assertThatThrownBy(child::end).isInstanceOf(IllegalStateException.class);
        child.cancel();
        child.join();
        assertThat(child.end()).isInstanceOf(End.Cancelled.class);
    }

    private String forever() throws InterruptedException {
        never.await();
        return "never";
    }
}
