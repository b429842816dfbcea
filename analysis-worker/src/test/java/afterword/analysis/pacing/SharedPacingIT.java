// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.analysis.FreshDatabase;
import afterword.analysis.llm.CallClass;
import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What processes share, over PostgreSQL.
@Timeout(60)
class SharedPacingIT {

    private final JdbcClient jdbc =
            JdbcClient.create(FreshDatabase.source(FreshDatabase.migrated()));

    @Test
    void oneWorkersHoldShutsTheGateOfAnother() {
        var board = new JdbcBoard(jdbc);
        var first = new BoardWatch(board, Duration.ofHours(1));
        var second = new BoardWatch(board, Duration.ofHours(1));
        var here = lanes();
        var there = lanes();
        first.tell(new Board.Hold("main", "m", Duration.ofSeconds(90), CallClass.RATE_LIMITED));
        first.turn(here);
        second.turn(there);
        var shut = there.models().getFirst().gate();
        assertThat(shut.shutFor()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90));
        assertThat(shut.shutBy()).isEqualTo(CallClass.RATE_LIMITED);
    }

    @Test
    void theLongerHoldStaysAndAPastOneIsSilent() {
        var board = new JdbcBoard(jdbc);
        board.tell(new Board.Hold("main", "m", Duration.ofSeconds(90), CallClass.QUOTA));
        board.tell(new Board.Hold("main", "m", Duration.ofSeconds(5), CallClass.RATE_LIMITED));
        assertThat(board.read())
                .singleElement()
                .satisfies(hold -> assertThat(hold.why()).isEqualTo(CallClass.QUOTA));
        jdbc.sql("update analysis.provider_state set hold_until = now()").update();
        assertThat(board.read()).isEmpty();
    }

    /// What the console shows of a worker's lanes: while it lives, and no longer.
    @Test
    void aWorkerShowsItsLanesUntilItStops() throws Exception {
        var lanes = lanes();
        var reports = new LaneReports(jdbc, lanes);
        reports.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> shown("CLOSED") == 1);
        var gate = lanes.models().getFirst().gate();
        for (int i = 0; shown("OPEN") == 0 && i < 100; i++) {
            if (gate.enter(1, Deadline.after(Duration.ofSeconds(5)))
                    instanceof Gate.Entry.Open it) {
                it.pass().end(CallClass.SERVER_ERROR, null, 0);
            }
            reports.turn();
        }
        assertThat(
                        jdbc.sql(
                                        """
                                        select concat_ws(' ', breaker, reason, down_since is not null, again_at > now(),
                                          in_flight) from analysis.lane_v1
                                        """)
                                .query(String.class)
                                .single())
                .isEqualTo("OPEN SERVER_ERROR t t 0");
        reports.stop();
        assertThat(shown("OPEN") + shown("CLOSED")).isZero();
    }

    private int shown(String breaker) {
        return jdbc.sql("select count(*) from analysis.lane_v1 where breaker = :breaker")
                .param("breaker", breaker)
                .query(Integer.class)
                .single();
    }

    /// Two processes under one limit of 20 a second, asked as fast as they can: together they get
    /// what the limit allows and a block each more, and few statements are made.
    @Test
    void processesShareALimitByBlocks() throws Exception {
        var statements = new AtomicInteger();
        var store = new Counting(new JdbcCreditStore(jdbc), statements);
        var calls = new AtomicInteger();
        var begun = System.nanoTime();
        var end = Deadline.after(Duration.ofSeconds(3));
        var leases =
                List.of(
                        new Leases(store, "main", "m", 1200, 0),
                        new Leases(store, "main", "m", 1200, 0));
        var threads =
                leases.stream()
                        .map(lease ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            try {
                                                while (lease.take(0, end)) {
                                                    calls.incrementAndGet();
                                                }
                                            } catch (InterruptedException _) {
                                                Thread.currentThread().interrupt();
                                            }
                                        }))
                        .toList();
        for (var thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        assertThat(calls.get()).isBetween((int) (20 * seconds * 0.6), (int) (20 * seconds) + 40);
        assertThat(statements.get()).isLessThan(calls.get());
        leases.forEach(Leases::close);
    }

    /// Leases of a call larger than a second's worth are lent ahead and paid back before the next.
    @Test
    void aLargeCallIsLentAhead() {
        var store = new JdbcCreditStore(jdbc);
        var tokens = new CreditStore.Account("main", "m", CreditStore.Unit.TOKENS);
        assertThat(store.lease(tokens, 500, 500, 100, 100)).isEqualTo(500);
        assertThat(store.lease(tokens, 10, 100, 100, 100)).isZero();
        store.giveBack(tokens, 500, 100);
        assertThat(store.lease(tokens, 10, 100, 100, 100)).isGreaterThan(99);
    }

    private static Lanes lanes() {
        var lane = TestLanes.lane("main", "m", 4, TestLanes.settings(Map.of()));
        return new Lanes(List.of(lane), null, new Budget(0, 1, 0), new Budget(0, 1, 0));
    }

    /// Counts the statements on their way.
    private record Counting(CreditStore to, AtomicInteger statements) implements CreditStore {

        @Override
        public double lease(
                Account account, double need, double want, double most, double perSecond) {
            statements.incrementAndGet();
            return to.lease(account, need, want, most, perSecond);
        }

        @Override
        public void giveBack(Account account, double rest, double most) {
            statements.incrementAndGet();
            to.giveBack(account, rest, most);
        }
    }
}
