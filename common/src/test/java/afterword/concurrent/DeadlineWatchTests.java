// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class DeadlineWatchTests {

    private static final long MS = Duration.ofMillis(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final AtomicInteger looks = new AtomicInteger();
    private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

    @Test
    void looksWhenTheLastLookSaid() {
        try (var watch = watch(now -> looks.incrementAndGet() < 5 ? now + MS : now + HOUR)) {
            watch.start();
            await().until(() -> looks.get() == 5);
        }
        assertThat(looks).hasValue(5);
    }

    @Test
    void looksEarlierOnlyForAnEarlierDeadline() {
        try (var watch =
                watch(now -> {
                    looks.incrementAndGet();
                    return now + HOUR;
                })) {
            watch.start();
            await().until(() -> looks.get() == 1);
            for (int i = 0; i < 1_000; i++) {
                watch.by(System.nanoTime() + 2 * HOUR);
            }
            watch.by(System.nanoTime() + MS);
            await().until(() -> looks.get() > 1);
        }
        assertThat(looks).hasValueLessThanOrEqualTo(3); // the start's own wake-up may be the third
    }

    /// What comes while a look runs may not have been seen by it.
    @Test
    void looksAgainForWhatCameDuringALook() {
        try (var watch =
                watch(now -> {
                    if (looks.incrementAndGet() == 1) {
                        comesDuringTheLook(now);
                    }
                    return now + HOUR;
                })) {
            this.watched = watch;
            watch.start();
            await().until(() -> looks.get() == 2);
        }
    }

    private DeadlineWatch watched = watch(now -> now + HOUR); // the test's own, before its start

    private void comesDuringTheLook(long now) {
        watched.by(now + 2 * HOUR);
    }

    @Test
    void survivesFailingLooks() {
        try (var watch =
                watch(now -> {
                    if (looks.incrementAndGet() < 3) {
                        throw new IllegalStateException("bad look");
                    }
                    return now + HOUR;
                })) {
            watch.start();
            await().until(() -> looks.get() == 3);
            assertThat(failures).hasSize(2);
        }
    }

    @Test
    void closesAtOnceHoweverLongItSleepsAndBeforeItsStart() {
        watch(now -> now + HOUR).close();
        var watch = watch(now -> now + HOUR).start();
        watch.close();
        watch.close();
        watch.by(System.nanoTime());
        assertThat(looks).hasValue(0);
    }

    private DeadlineWatch watch(LongUnaryOperator look) {
        return new DeadlineWatch("test", look, failures::add);
    }
}
