// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HangWatchTests {

    private final AtomicInteger ended = new AtomicInteger();
    private final HangWatch watch = new HangWatch(Duration.ofMillis(100), ended::incrementAndGet);

    @BeforeEach
    void start() {
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void endsTheProcessOnceWhenReadingDoesNotEnd() throws InterruptedException {
        var hangs = new CountDownLatch(1);
        var reader = Thread.ofVirtual().start(() -> watch.over(() -> wait(hangs)));

        await().until(() -> ended.get() == 1);
        hangs.countDown();
        reader.join();

        assertThat(watch.over(() -> "read")).isEqualTo("read");
        assertThat(ended).hasValue(1);
    }

    @Test
    void leavesABusyReaderAlone() {
        long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
        while (System.nanoTime() < end) {
            watch.over(() -> "read");
        }
        assertThat(ended).hasValue(0);
    }

    private static boolean wait(CountDownLatch hangs) {
        try {
            hangs.await();
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
