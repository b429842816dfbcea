// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BreakerTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Breaker breaker =
            new Breaker(new Breaker.Rules(32, 8, 0.4, 5, SECOND, 10 * SECOND, 3, 0.05));

    @Test
    void opensWhenTooManyOfTheLastCallsFail() {
        for (int i = 0; i < 8; i++) {
            call(i, i % 2 == 0);
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.pass(8)).isZero();
        assertThat(breaker.patience(8)).isPositive();
    }

    @Test
    void opensAfterARowOfFailuresHoweverSlow() {
        for (int i = 0; i < 5; i++) {
            assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
            call(i * 3600L * SECOND, false);
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void aFewFailuresAmongManyCallsOpenNothing() {
        for (int i = 0; i < 1000; i++) {
            call(i * SECOND / 10, i % 5 != 0);
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void probesOneByOneAndClosesAfterThreeGoodOnes() {
        long now = opened();
        long wait = breaker.patience(now);
        assertThat(breaker.pass(now + wait - 1)).isZero();
        long first = breaker.pass(now + wait);
        assertThat(first).isPositive();
        assertThat(breaker.pass(now + wait)).isZero(); // one at a time
        assertThat(breaker.end(first, true, now + wait)).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        long second = breaker.pass(now + wait);
        long third = breaker.pass(now + wait);
        breaker.end(second, true, now + wait);
        assertThat(breaker.end(third, true, now + wait)).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void aFailedProbeDoublesTheIntervalUpToTheLongest() {
        long now = opened();
        long last = 0;
        for (int i = 0; i < 10; i++) {
            long wait = breaker.patience(now);
            assertThat(wait).isBetween(last, 10 * SECOND);
            last = wait;
            now += wait;
            breaker.end(breaker.pass(now), false, now);
        }
        assertThat(last).isEqualTo(10 * SECOND);
    }

    @Test
    void callsFromBeforeTheOpeningChangeNothing() {
        long early = breaker.pass(0);
        long now = opened();
        assertThat(breaker.end(early, true, now)).isFalse();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void aCallThatSaysNothingFreesItsPlaceAsAProbe() {
        long now = opened();
        now += breaker.patience(now);
        breaker.end(breaker.pass(now), null, now);
        assertThat(breaker.pass(now)).isPositive();
    }

    /// Whatever comes: in an outage at most one call in twenty of the former rate (or one each ten
    /// seconds, where that is more) gets through, and it is found to be over within the longest
    /// interval.
    @RepeatedTest(40)
    void probesAreRareAndRecoveryIsQuick(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        double perSecond = Math.exp(random.nextDouble() * 6 - 1); // 0.4 to 150
        long gap = (long) (SECOND / perSecond);
        long now = 0;
        for (int i = 0; i < 200; i++) {
            now += random.nextLong(2 * gap) + 1;
            call(now, true);
        }
        long outage = 600;
        long end = now + outage * SECOND;
        var inFlight = new ArrayDeque<Long>();
        int probes = 0;
        while (now < end) {
            now += random.nextLong(2 * gap) + 1;
            boolean up = breaker.state() == Breaker.State.CLOSED;
            long ticket = breaker.pass(now);
            if (ticket != 0) {
                probes += up ? 0 : 1;
                inFlight.add(ticket);
            }
            if (inFlight.size() > 3 || breaker.state() != Breaker.State.CLOSED) {
                while (!inFlight.isEmpty()) {
                    breaker.end(inFlight.poll(), false, now);
                }
            }
        }
        double mean = Math.max(0.05 * perSecond, 0.1) * outage;
        assertThat((double) probes).isLessThan(mean * 1.3 + 5);
        long recovered = now;
        while (breaker.state() != Breaker.State.CLOSED) {
            now += SECOND / 10;
            long ticket = breaker.pass(now);
            if (ticket != 0) {
                breaker.end(ticket, true, now);
            }
        }
        assertThat(now - recovered).isLessThanOrEqualTo(11 * SECOND);
    }

    private long opened() {
        long now = 1;
        while (breaker.state() == Breaker.State.CLOSED) {
            call(now, false);
        }
        return now;
    }

    private void call(long now, boolean good) {
        breaker.end(breaker.pass(now), good, now);
    }
}
