// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BudgetsTests {

    private static final long LIMIT = 1_000_000; // nano-dollars: 0.001 USD

    private final FakeRows rows = new FakeRows();
    private final AtomicLong nanoTime = new AtomicLong();

    @Test
    void makesNoStatementWhereNothingIsConfigured() throws Exception {
        var budgets = budgets();
        settle(budgets.reserve("t", "a", LIMIT * 99), 1);
        budgets.close();
        assertThat(rows.statements).isZero();
    }

    @Test
    void callsWithoutAPriceAreFree() throws Exception {
        var budgets = budgets(budget("*", "*"));
        assertThat(budgets.reserve("t", "a", 0)).isInstanceOf(Reserve.Granted.class);
        assertThat(rows.statements).isZero();
    }

    @Test
    void manyCallsShareABlock() throws Exception {
        var budgets = budgets(budget("*", "*"));
        for (int i = 0; i < 90; i++) {
            settle(budgets.reserve("t", "a", 1000), 100);
        }
        assertThat(rows.statements).isEqualTo(1); // 10,000 is a hundredth of the budget
        assertThat(rows.taken("t", "*")).isEqualTo(LIMIT / 100);
    }

    @Test
    void refusesUntilTheNextWindowAndThenGoesOn() throws Exception {
        var budgets = budgets(budget("*", "*"));
        settle(budgets.reserve("t", "a", LIMIT), LIMIT);
        assertThat(budgets.reserve("t", "a", 1)).isEqualTo(new Reserve.Spent(Duration.ofHours(1)));
        int asked = rows.statements;
        assertThat(budgets.reserve("t", "a", 5)).isInstanceOf(Reserve.Spent.class);
        assertThat(rows.statements).isEqualTo(asked); // the refusal is believed for 10 s
        nanoTime.addAndGet(Duration.ofHours(1).toNanos());
        rows.day = rows.day.plusDays(1);
        assertThat(budgets.reserve("t", "a", 5)).isInstanceOf(Reserve.Granted.class);
    }

    @Test
    void settlementOfYesterdayDoesNotFillToday() throws Exception {
        var budgets = budgets(budget("*", "*"));
        var old = budgets.reserve("t", "a", LIMIT);
        nanoTime.addAndGet(Duration.ofHours(1).toNanos());
        rows.day = rows.day.plusDays(1);
        settle(budgets.reserve("t", "a", LIMIT), LIMIT);
        settle(old, 0);
        assertThat(budgets.reserve("t", "a", LIMIT)).isInstanceOf(Reserve.Spent.class);
    }

    @Test
    void whatACallCostsBeyondItsEstimateIsMissingForTheNext() throws Exception {
        var budgets = budgets(budget("*", "*"));
        settle(budgets.reserve("t", "a", 1), LIMIT);
        assertThat(budgets.reserve("t", "a", LIMIT / 2)).isInstanceOf(Reserve.Spent.class);
    }

    @Test
    void callFitsIntoAllItsBudgetsOrTakesFromNone() throws Exception {
        var budgets = budgets(budget("*", "*"), budget("t", "dear", "0.0000001"));
        assertThat(budgets.reserve("t", "dear", 500)).isInstanceOf(Reserve.Spent.class);
        settle(budgets.reserve("t", "dear", 100), 100);
        settle(budgets.reserve("t", "cheap", LIMIT - 100), 1);
        assertThat(budgets.reserve("t", "dear", 1)).isInstanceOf(Reserve.Spent.class);
        assertThat(budgets.reserve("other", "dear", LIMIT)).isInstanceOf(Reserve.Granted.class);
    }

    @Test
    void closingGivesTheRestBack() throws Exception {
        var budgets = budgets(budget("*", "*"));
        settle(budgets.reserve("t", "a", 5_000), 1_234);
        budgets.close();
        budgets.close();
        assertThat(rows.taken("t", "*")).isEqualTo(1_234);
    }

    /// Four processes of eight threads at once: never more than the limit, and nearly all of it.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverSpendsMoreThanTheLimit(long seed) throws Exception {
        var spent = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (int process = 0; process < 4; process++) {
            var budgets = budgets(budget("*", "*"));
            for (int i = 0; i < 8; i++) {
                var random = new Random(seed * 100 + threads.size());
                threads.add(Thread.startVirtualThread(() -> spend(budgets, random, spent)));
            }
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(spent.get()).isBetween(LIMIT * 8 / 10, LIMIT);
    }

    private static void spend(Budgets budgets, Random random, AtomicLong spent) {
        try {
            for (int i = 0; i < 2_000; i++) {
                long most = random.nextLong(1, 2_000);
                if (budgets.reserve("t", "a", most) instanceof Reserve.Granted(var grant)) {
                    long cost = random.nextLong(most + 1);
                    spent.addAndGet(cost);
                    grant.settle(cost);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Budgets budgets(MoneySettings.Budget... budgets) {
        return new Budgets(new MoneySettings(null, List.of(budgets), 0.01), rows, nanoTime::get);
    }

    private static MoneySettings.Budget budget(String tenant, String analysis) {
        return budget(tenant, analysis, "0.001");
    }

    private static MoneySettings.Budget budget(String tenant, String analysis, String perDay) {
        return new MoneySettings.Budget(tenant, analysis, new BigDecimal(perDay));
    }

    private static void settle(Reserve reserve, long nanos) {
        assertThat(reserve)
                .isInstanceOfSatisfying(Reserve.Granted.class, it -> it.grant().settle(nanos));
    }

    /// The table in memory; a day has an hour left.
    private static final class FakeRows implements BudgetRows {

        private final Map<List<Object>, Long> taken = new HashMap<>();
        private LocalDate day = LocalDate.of(2026, 1, 2);
        private int statements;

        @Override
        public synchronized Lease take(String tenant, String analysis, long nanos, long limit) {
            statements++;
            var key = List.<Object>of(tenant, analysis, day);
            long sum = taken.getOrDefault(key, 0L) + nanos;
            if (sum <= limit) {
                taken.put(key, sum);
            }
            return new Lease(day, Duration.ofHours(1), sum <= limit);
        }

        @Override
        public synchronized void giveBack(
                String tenant, String analysis, LocalDate ofDay, long nanos) {
            statements++;
            taken.merge(List.<Object>of(tenant, analysis, ofDay), -nanos, Long::sum);
        }

        synchronized long taken(String tenant, String analysis) {
            return taken.getOrDefault(List.<Object>of(tenant, analysis, day), 0L);
        }
    }
}
