// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RaceTests {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @Test
    void firstGoodAnswerWinsAndLoserHasEnded() throws Exception {
        var finish = race(LONG, Race.Entrant.now(this::forever), Race.Entrant.now(() -> "good"));
        assertThat(finish.winner()).isEqualTo(1);
        assertThat(finish.ends().get(0)).isInstanceOf(End.Cancelled.class);
        assertThat(running).hasValue(0);
    }

    @Test
    void badAnswerDoesNotWin() throws Exception {
        var finish =
                race(LONG, Race.Entrant.now(() -> "bad"), new Race.Entrant<>(SHORT, () -> "good"));
        assertThat(finish.winner()).isEqualTo(1);
        assertThat(finish.ends()).allMatch(End.Succeeded.class::isInstance);
    }

    @Test
    void hedgeStartsAfterItsDelay() throws Exception {
        long begun = System.nanoTime();
        var started = new AtomicInteger();
        var finish =
                race(
                        LONG,
                        Race.Entrant.now(this::forever),
                        new Race.Entrant<>(
                                SHORT,
                                () -> {
                                    started.set((int) (System.nanoTime() - begun));
                                    return "good";
                                }));
        assertThat(finish.winner()).isEqualTo(1);
        assertThat(started.get()).isGreaterThanOrEqualTo((int) SHORT.toNanos());
    }

    @Test
    void hedgeIsNotStartedWhenFirstIsQuick() throws Exception {
        var finish =
                race(LONG, Race.Entrant.now(() -> "good"), new Race.Entrant<>(LONG, this::forever));
        assertThat(finish.winner()).isZero();
        assertThat(finish.ends().get(1)).isEqualTo(new End.Cancelled<String>(Duration.ZERO));
    }

    @Test
    void failureStartsTheNextAtOnce() throws Exception {
        var finish =
                race(
                        LONG,
                        Race.Entrant.now(() -> {
                            throw new IOException("down");
                        }),
                        Race.Entrant.onFailure(() -> "bad"),
                        Race.Entrant.onFailure(() -> "good"));
        assertThat(finish.winner()).isEqualTo(2);
        assertThat(finish.ends().get(0)).isInstanceOf(End.Failed.class);
    }

    @Test
    void nobodyWinsWhenAllAreBad() throws Exception {
        var finish = race(LONG, Race.Entrant.now(() -> "bad"), Race.Entrant.onFailure(() -> "bad"));
        assertThat(finish.won()).isFalse();
        assertThat(finish.ends()).hasSize(2).allMatch(End.Succeeded.class::isInstance);
    }

    @Test
    void everybodyTimesOutAtDeadline() throws Exception {
        var finish = race(SHORT, Race.Entrant.now(this::forever), Race.Entrant.now(this::forever));
        assertThat(finish.won()).isFalse();
        assertThat(finish.ends()).allMatch(End.TimedOut.class::isInstance);
        assertThat(running).hasValue(0);
    }

    @Test
    void answerThatCameWithTheDeadlineWins() throws Exception {
        var finish =
                race(
                        SHORT,
                        Race.Entrant.now(() -> {
                            try {
                                return forever();
                            } catch (InterruptedException _) {
                                return "good";
                            }
                        }));
        assertThat(finish.winner()).isZero();
    }

    @Test
    void interruptEndsEverybodyFirst() throws Exception {
        var started = new CountDownLatch(1);
        var clean = new AtomicBoolean();
        var parent =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                race(
                                        LONG,
                                        Race.Entrant.now(() -> {
                                            started.countDown();
                                            return forever();
                                        }));
                            } catch (InterruptedException _) {
                                clean.set(running.get() == 0);
                            }
                        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        parent.interrupt();
        parent.join();
        assertThat(clean).isTrue();
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Race.Finish<String> race(Duration limit, Race.Entrant<String>... entrants)
            throws InterruptedException {
        return Race.first("test", List.of(entrants), "good"::equals, Deadline.after(limit));
    }

    private String forever() throws InterruptedException {
        running.incrementAndGet();
        try {
            never.await();
            return "never";
        } finally {
            running.decrementAndGet();
        }
    }
}
