// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.analysis.llm.CallClass;
import afterword.analysis.pacing.Budget;
import afterword.analysis.pacing.Gate;
import afterword.analysis.pacing.Lane;
import afterword.analysis.pacing.Lanes;
import afterword.analysis.pacing.TestLanes;
import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Gates and permits are the real ones; a lane of 6 calls bears 4 runs.
@Timeout(60)
class PlacementTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration HOLD = Duration.ofSeconds(60);
    private static final int PLENTY = 80;

    private final AtomicLong now = new AtomicLong();
    private final Lane main = lane("main");
    private final Lane fallback = lane("fallback");
    private final Lane cheap = lane("cheap");
    private final Lane memory = lane("memory");
    private final RunPermits permits = new RunPermits(10);
    private Set<List<String>> choices = Set.of(List.of());

    @Test
    void takesNoMoreThanTheProvidersBear() throws Exception {
        assertThat(alone().take(100)).isEqualTo(4);
        assertThat(permits.taken()).isEqualTo(4);
    }

    @Test
    void takesNoMoreThanIsWanted() throws Exception {
        assertThat(alone().take(3)).isEqualTo(3);
        assertThat(alone().take(1)).isEqualTo(1);
    }

    @Test
    void takesNoMoreThanThereArePermits() throws Exception {
        var wide = new Placement(permits, lanes(List.of(wide())), () -> choices);
        assertThat(wide.take(3)).isEqualTo(3);
        assertThat(wide.take(100)).isEqualTo(7);
        assertThat(permits.taken()).isEqualTo(permits.size());
    }

    @Test
    void whoIsRunningAlreadyCounts() throws Exception {
        assertThat(permits.take(2)).isEqualTo(2);
        assertThat(both().take(100)).isEqualTo(6); // 8 for both lanes
    }

    @Test
    void waitsUntilAProviderCanBeCalled() throws Exception {
        TestLanes.hold(main, HOLD);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var taken = threads.submit(() -> alone().take(3, LONG));
            await().during(Duration.ofMillis(300)).until(() -> !taken.isDone());
            assertThat(permits.taken()).isZero();
            pass(HOLD);
            assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    /// A broker does not wait for ever: what is claimed then is parked without a call.
    @Test
    void afterTheLongestWaitItTakesWhatIsWanted() throws Exception {
        TestLanes.hold(main, HOLD);
        assertThat(alone().take(7, Duration.ofMillis(200))).isEqualTo(7);
    }

    @Test
    void waitingIsCutShortByAnInterrupt() throws Exception {
        TestLanes.hold(main, HOLD);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var interrupted =
                    threads.submit(() -> {
                        Thread.currentThread().interrupt();
                        try {
                            return alone().take(1, LONG) > 0 ? "taken" : "none";
                        } catch (InterruptedException _) {
                            return "interrupted";
                        }
                    });
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
        }
        assertThat(permits.taken()).isZero();
    }

    @Test
    void neverMorePermitsThanThereAreWhoeverTakesAtOnce() throws Exception {
        var placement = new Placement(permits, lanes(List.of(wide())), () -> choices);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var takers = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                int wanted = 1 + i % 5;
                takers.add(
                        threads.submit(() -> {
                            for (int turn = 0; turn < 200; turn++) {
                                int taken = placement.take(wanted);
                                assertThat(taken).isBetween(1, wanted);
                                most.accumulateAndGet(running.addAndGet(taken), Math::max);
                                running.addAndGet(-taken);
                                permits.giveBack(taken);
                            }
                            return null;
                        }));
            }
            for (var taker : takers) {
                taker.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(most.get()).isBetween(1, permits.size());
        assertThat(permits.taken()).isZero();
    }

    /// Permits in hand are for the runs to be woken, and do not count as running.
    @Test
    void wakesAsManyAsFitBesideTheRunningOnes() throws Exception {
        assertThat(permits.take(6)).isEqualTo(6);
        assertThat(alone().room(6)).isEqualTo(4);
        assertThat(alone().room(4)).isEqualTo(2);
        assertThat(alone().room(1)).isZero(); // five are running
        assertThat(both().room(6)).isEqualTo(6);
        assertThat(alone().room(0)).isZero();
    }

    @Test
    void oneRunTriesAProviderThatIsDownWhoeverIsInFlight() throws Exception {
        assertThat(permits.take(10)).isEqualTo(10);
        breakDown(main);
        assertThat(alone().room(5)).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(alone().room(5)).isEqualTo(1);
    }

    @Test
    void modelThatNoAnalysisNamesSaysNothing() throws Exception {
        var placement = withMore();
        choices = Set.of(List.of("cheap"));
        assertThat(permits.take(3)).isEqualTo(3);
        TestLanes.hold(main, HOLD);
        assertThat(placement.room(3)).isEqualTo(3);
        TestLanes.hold(cheap, HOLD);
        assertThat(placement.room(3)).isZero();
        choices = Set.of(List.of("gone"));
        assertThat(placement.room(3)).isZero(); // by the usual ones: main is held
    }

    @Test
    void workGoesOnWhereOneAnalysisCanBePlaced() throws Exception {
        choices = Set.of(List.of(), List.of("cheap"));
        TestLanes.hold(cheap, HOLD);
        assertThat(withMore().take(2)).isEqualTo(2);
        TestLanes.hold(main, HOLD);
        assertThat(withMore().room(2)).isZero();
    }

    @Test
    void everyPartMayBeWokenWhileNobodyIsInTrouble() {
        assertThat(withMore().wakeable(PLENTY)).isEmpty();
    }

    @Test
    void partsOfAMemoryStoreThatIsDownSleepOn() {
        TestLanes.hold(memory, HOLD);
        assertThat(withMore().wakeable(PLENTY))
                .isEqualTo(Map.of("main", PLENTY, "cheap", PLENTY, "memory", 0));
    }

    @Test
    void partsOfAModelThatIsDownSleepOnUnlessAnotherMayAnswerThem() {
        choices = Set.of(List.of(), List.of("cheap"));
        TestLanes.hold(cheap, HOLD);
        assertThat(withMore().wakeable(PLENTY))
                .isEqualTo(Map.of("main", PLENTY, "cheap", 0, "memory", PLENTY));
        choices = Set.of(List.of(), List.of("cheap", "main"));
        assertThat(withMore().wakeable(PLENTY)).isEmpty();
    }

    @Test
    void aPlaceThatIsBeingTriedIsWokenForOne() throws Exception {
        choices = Set.of(List.of(), List.of("cheap"));
        breakDown(cheap);
        assertThat(withMore().wakeable(PLENTY)).containsEntry("cheap", 0);
        pass(Duration.ofSeconds(1));
        assertThat(withMore().wakeable(PLENTY))
                .containsEntry("cheap", 1)
                .containsEntry("main", PLENTY);
    }

    private Placement alone() {
        return new Placement(permits, lanes(List.of(main)), () -> choices);
    }

    private Placement both() {
        return new Placement(permits, lanes(List.of(main, fallback)), () -> choices);
    }

    private Placement withMore() {
        var budget = new Budget(0, 1, 0);
        var lanes = new Lanes(List.of(main), List.of(cheap), memory, budget, budget);
        return new Placement(permits, lanes, () -> choices);
    }

    private static Lanes lanes(List<Lane> models) {
        var budget = new Budget(0, 1, 0);
        return new Lanes(models, null, budget, budget);
    }

    private Lane lane(String provider) {
        return TestLanes.lane(provider, "m", 6, TestLanes.settings(Map.of()), now::get);
    }

    private Lane wide() {
        return TestLanes.lane("main", "m", 600, TestLanes.settings(Map.of()), now::get);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /// Five failures in a row.
    private static void breakDown(Lane lane) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            var entry = lane.gate().enter(0, Deadline.after(LONG));
            assertThat(entry)
                    .isInstanceOfSatisfying(
                            Gate.Entry.Open.class,
                            open -> open.pass().end(CallClass.NO_CONNECTION, null, 0));
        }
    }
}
