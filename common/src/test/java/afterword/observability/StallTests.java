// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StallTests {

    private final AtomicLong moved = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final Stall stall =
            new Stall("test", Duration.ofMillis(120), moved::get, this::isWaiting);

    private boolean isWaiting() {
        asked.incrementAndGet();
        return waiting.get();
    }

    @BeforeEach
    void start() {
        stall.start();
    }

    @AfterEach
    void close() {
        stall.close();
    }

    @Test
    void whatWaitsWithoutAMovementIsStalledUntilTheNextOne() {
        waiting.set(true);
        await().until(stall::stalled);
        moved.incrementAndGet();
        await().until(() -> !stall.stalled());
        await().until(stall::stalled);
        waiting.set(false);
        await().until(() -> !stall.stalled());
    }

    @Test
    void idlenessIsNoStallAndWorkThatComesToAnIdleOneNeither() {
        await().until(() -> asked.get() > 40); // idle for much longer than the patience
        waiting.set(true);
        int before = asked.get();
        await().until(() -> asked.get() > before);
        if (asked.get() <= before + 6) { // looked in time, not held up by the machine
            assertThat(stall.stalled()).isFalse();
        }
    }

    @Test
    void whatCannotBeToldIsNoStall() {
        var broken =
                new Stall(
                        "broken",
                        Duration.ofMillis(120),
                        moved::get,
                        () -> {
                            asked.incrementAndGet();
                            throw new IllegalStateException("nobody there");
                        });
        try (broken) {
            broken.start();
            int before = asked.get();
            await().until(() -> asked.get() > before + 40);
            assertThat(broken.stalled()).isFalse();
        }
    }
}
