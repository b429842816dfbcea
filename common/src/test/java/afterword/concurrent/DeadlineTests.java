// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTests {

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5); // about to wrap around

    @Test
    void countsDownToZeroAcrossWrapOfClock() {
        var deadline = Deadline.after(Duration.ofNanos(10), ticker::get);
        assertThat(deadline.left()).isEqualTo(Duration.ofNanos(10));
        ticker.addAndGet(7);
        assertThat(deadline.nanosLeft()).isEqualTo(3);
        assertThat(deadline.passed()).isFalse();
        ticker.addAndGet(7);
        assertThat(deadline.left()).isZero();
        assertThat(deadline.passed()).isTrue();
    }

    @Test
    void hasPassedWhenDistanceIsNegative() {
        assertThat(Deadline.after(Duration.ofMinutes(-1), ticker::get).passed()).isTrue();
    }

    @Test
    void isCutToEarlierOfTwo() {
        var deadline = Deadline.after(Duration.ofSeconds(10), ticker::get);
        assertThat(deadline.atMost(Duration.ofSeconds(3)).left()).isEqualTo(Duration.ofSeconds(3));
        assertThat(deadline.atMost(Duration.ofSeconds(30))).isSameAs(deadline);
    }

    @Test
    void takesAnyLongDistance() {
        var deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), ticker::get);
        assertThat(deadline.left()).isEqualTo(Duration.ofDays(365));
    }
}
