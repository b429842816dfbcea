// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.FreshDatabase;
import afterword.persistence.StoreGate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(60)
class BudgetIT {

    private static final long LIMIT = 1_000_000;

    @Test
    void processesShareADayWithoutOvershoot() throws Exception {
        var source = FreshDatabase.source(FreshDatabase.migrated());
        var jdbc = JdbcClient.create(source);
        var gate = new StoreGate(source, Duration.ofMillis(100), Duration.ofSeconds(2));
        var settings =
                new MoneySettings(
                        null,
                        List.of(new MoneySettings.Budget("*", "*", new BigDecimal("0.001"))),
                        0.01);
        var spent = new AtomicLong();
        var processes = new ArrayList<Budgets>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var budgets = new Budgets(settings, new JdbcBudgetRows(jdbc, gate), System::nanoTime);
            processes.add(budgets);
            threads.add(Thread.startVirtualThread(() -> spend(budgets, spent)));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(spent.get()).isBetween(LIMIT * 9 / 10, LIMIT);
        assertThat(processes.getFirst().reserve("t", "a", LIMIT))
                .isInstanceOfSatisfying(
                        Reserve.Spent.class,
                        it -> assertThat(it.nextIn()).isBetween(Duration.ZERO, Duration.ofDays(1)));
        processes.forEach(Budgets::close);
        assertThat(
                        jdbc.sql("select taken_nanos from analysis.budget where tenant = 't'")
                                .query(Long.class)
                                .single())
                .isEqualTo(spent.get());
    }

    private static void spend(Budgets budgets, AtomicLong spent) {
        try {
            while (budgets.reserve("t", "a", 3_000) instanceof Reserve.Granted(var grant)) {
                spent.addAndGet(1_000);
                grant.settle(1_000);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
