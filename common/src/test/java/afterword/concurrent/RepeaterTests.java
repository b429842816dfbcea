// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepeaterTests {

    private final AtomicInteger turns = new AtomicInteger();
    private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

    @Test
    void goesOnWithoutPauseWhileThereIsMore() {
        try (var repeater = repeater(Duration.ofHours(1), () -> turns.incrementAndGet() < 5)) {
            repeater.start();
            await().until(() -> turns.get() == 5);
        }
    }

    @Test
    void survivesFailingTurns() {
        try (var repeater =
                repeater(
                        Duration.ofMillis(1),
                        () -> {
                            if (turns.incrementAndGet() < 3) {
                                throw new IllegalStateException("bad turn");
                            }
                            return false;
                        })) {
            repeater.start();
            await().until(() -> turns.get() > 3);
            assertThat(failures).hasSize(2);
        }
    }

    @Test
    void interruptsWorkThatOutlastsTheLimit() {
        var entered = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var repeater =
                repeater(
                        Duration.ofMillis(1),
                        () -> {
                            entered.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                ended.countDown();
                            }
                            return false;
                        });
        repeater.start();
        await().until(() -> entered.getCount() == 0);
        repeater.stop(Duration.ofMillis(10));
        await().until(() -> ended.getCount() == 0);
        repeater.close();
    }

    @Test
    void stopsBeforeItWasStarted() {
        var repeater = repeater(Duration.ofMillis(1), () -> turns.incrementAndGet() > 0);
        repeater.close();
        repeater.start();
        repeater.close();
        assertThat(turns).hasValue(0);
    }

    private Repeater repeater(Duration pause, Repeater.Work work) {
        return new Repeater("test", pause, work, failures::add);
    }
}
