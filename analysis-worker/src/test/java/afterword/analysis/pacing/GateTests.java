// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.CallClass;
import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GateTests {

    private static final Deadline LATE = Deadline.after(Duration.ofMinutes(10));

    private final AtomicLong now = new AtomicLong();
    private final List<Board.Hold> told = new ArrayList<>();
    private final Gate gate = gate(4, Map.of("afterword.analysis.pacing.patience", "2s"));

    @Test
    void letsThroughAsManyAsTheLimitAndTheNextWhenOneHasEnded() throws Exception {
        var passes = new ArrayList<Gate.Pass>();
        for (int i = 0; i < 4; i++) {
            passes.add(open(gate));
        }
        assertThat(gate.inFlight()).isEqualTo(4);
        var fifth = new CompletableFuture<Gate.Entry>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        fifth.complete(gate.enter(0, LATE));
                    } catch (InterruptedException e) {
                        fifth.completeExceptionally(e);
                    }
                });
        while (gate.waiting() == 0) {
            Thread.onSpinWait();
        }
        assertThat(fifth).isNotDone();
        passes.getFirst().end(CallClass.OK, null, 0);
        assertThat(fifth.get(10, TimeUnit.SECONDS)).isInstanceOf(Gate.Entry.Open.class);
    }

    /// Each end wakes one, who passes the word on: nobody may be forgotten.
    @Test
    void hundredsThatWaitAllGetTheirTurn() throws Exception {
        var few = gate(4, Map.of("afterword.analysis.pacing.patience", "20s"));
        int calls = 2_000;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var entries = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < calls; i++) {
                boolean leaves = i % 7 == 0; // somebody else who was told, and has gone
                entries.add(
                        threads.submit(() -> {
                            var until = leaves ? Deadline.after(Duration.ofMillis(1)) : LATE;
                            if (few.enter(0, until) instanceof Gate.Entry.Open(var pass)) {
                                TimeUnit.MICROSECONDS.sleep(100);
                                pass.end(CallClass.OK, null, 0);
                                return true;
                            }
                            return leaves;
                        }));
            }
            for (var entry : entries) {
                assertThat(entry.get(20, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(few.inFlight()).isZero();
    }

    @Test
    void whoWaitsTooLongIsTurnedAwayAsLimited() throws Exception {
        var small = gate(1, Map.of("afterword.analysis.pacing.patience", "50ms"));
        open(small);
        assertThat(small.enter(0, LATE))
                .isInstanceOfSatisfying(
                        Gate.Entry.Shut.class,
                        it -> assertThat(it.why()).isEqualTo(CallClass.RATE_LIMITED));
        assertThat(small.inFlight()).isEqualTo(1);
    }

    @Test
    void aLongRetryAfterShutsAndIsTold() throws Exception {
        open(gate).end(CallClass.RATE_LIMITED, Duration.ofSeconds(60), 0);
        assertThat(gate.enter(0, LATE))
                .isEqualTo(new Gate.Entry.Shut(CallClass.RATE_LIMITED, Duration.ofSeconds(60)));
        assertThat(gate.room()).isZero();
        assertThat(gate.healthy()).isFalse();
        assertThat(told).hasSize(1);
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(gate.enter(0, LATE)).isInstanceOf(Gate.Entry.Open.class);
    }

    @Test
    void anAbsurdRetryAfterIsCut() throws Exception {
        open(gate).end(CallClass.RATE_LIMITED, Duration.ofDays(1), 0);
        assertThat(gate.shutFor()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aShortRetryAfterIsWaitedForInPlaceAndToldToNobody() throws Exception {
        open(gate).end(CallClass.RATE_LIMITED, Duration.ofMillis(50), 0);
        assertThat(told).isEmpty();
        assertThat(gate.worthEntering()).isTrue();
    }

    @Test
    void overloadHalvesTheCallsAtOnce() throws Exception {
        open(gate).end(CallClass.RATE_LIMITED, null, 0);
        assertThat(gate.limit()).isEqualTo(2);
    }

    @Test
    void failuresShutItAndGoodProbesOpenItAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            open(gate).end(CallClass.NO_CONNECTION, null, 0);
        }
        assertThat(gate.breakerState()).isEqualTo(2);
        assertThat(gate.room()).isZero();
        assertThat(gate.worthEntering()).isFalse();
        assertThat(gate.enter(0, LATE))
                .isInstanceOfSatisfying(
                        Gate.Entry.Shut.class,
                        it -> assertThat(it.why()).isEqualTo(CallClass.NO_CONNECTION));
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(gate.room()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            open(gate).end(CallClass.OK, null, 0);
        }
        assertThat(gate.breakerState()).isZero();
        assertThat(gate.healthy()).isTrue();
    }

    @Test
    void faultsOfAPartSayNothingAgainstTheProvider() throws Exception {
        for (int i = 0; i < 50; i++) {
            open(gate).end(i % 2 == 0 ? CallClass.INVALID : CallClass.REFUSED, null, 0);
        }
        assertThat(gate.healthy()).isTrue();
    }

    @Test
    void aPassThatIsForgottenIsClosedOnce() throws Exception {
        try (var pass = open(gate)) {
            pass.end(CallClass.OK, null, 0);
        }
        open(gate).close();
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void lanesPlaceNoMoreThanTheProvidersBear() throws Exception {
        var lanes =
                new Lanes(List.of(new Lane(gate)), null, new Budget(0, 1, 0), new Budget(0, 1, 0));
        assertThat(lanes.room(0)).isEqualTo(2);
        assertThat(lanes.room(2)).isZero();
        open(gate).end(CallClass.AUTH, Duration.ofSeconds(30), 0);
        assertThat(lanes.room(0)).isZero();
    }

    private Gate gate(int inFlight, Map<String, Object> settings) {
        return new Gate(
                new Gate.Place("main", "m", inFlight),
                new Leases(new TestLanes.FreeCredit(), "main", "m", 0, 0),
                TestLanes.settings(settings),
                told::add,
                now::get);
    }

    private static Gate.Pass open(Gate gate) throws InterruptedException {
        Gate.@Nullable Pass pass =
                gate.enter(0, LATE) instanceof Gate.Entry.Open(var given) ? given : null;
        if (pass == null) {
            throw new AssertionError("the gate is shut");
        }
        return pass;
    }
}
