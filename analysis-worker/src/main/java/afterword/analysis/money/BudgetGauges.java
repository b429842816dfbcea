// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import afterword.concurrent.Repeater;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Shows how much of each configured budget of the day has been taken, as a share. One gauge for
/// each budget, however many tenants fall under it: the one that has taken most is shown.
///
/// Looks every few seconds; where no budget is configured, never.
final class BudgetGauges implements SmartLifecycle {

    private static final String TAKEN =
            """
            select coalesce(max(taken_nanos), 0) from analysis.budget
            where analysis = :analysis and (:tenant = '*' or tenant = :tenant)
              and day = (clock_timestamp() at time zone 'utc')::date
            """;

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final List<MoneySettings.Budget> budgets;
    private final JdbcClient jdbc;
    private final Repeater looks;
    private final Map<MoneySettings.Budget, Double> shares = new ConcurrentHashMap<>();
    private volatile boolean running; // written by start and stop

    BudgetGauges(List<MoneySettings.Budget> budgets, JdbcClient jdbc, MeterRegistry meters) {
        this.budgets = budgets;
        this.jdbc = jdbc;
        this.looks = new Repeater("budget-gauges", EVERY, this::look, _ -> shares.clear());
        budgets.forEach(budget -> register(meters, budget));
    }

    private void register(MeterRegistry meters, MoneySettings.Budget budget) {
        Gauge.builder(
                        "afterword.analysis.budget.taken",
                        this,
                        it -> it.shares.getOrDefault(budget, Double.NaN))
                .description("share of a day's budget that processes have taken")
                .baseUnit("ratio")
                .tags("tenant", budget.tenant(), "analysis", budget.analysis())
                .register(meters);
    }

    private boolean look() {
        for (var budget : budgets) {
            shares.put(budget, (double) taken(budget) / budget.nanos());
        }
        return false;
    }

    private long taken(MoneySettings.Budget budget) {
        return jdbc.sql(TAKEN)
                .param("tenant", budget.tenant())
                .param("analysis", budget.analysis())
                .query(Long.class)
                .single();
    }

    @Override
    public void start() {
        running = true;
        if (!budgets.isEmpty()) {
            looks.start();
        }
    }

    @Override
    public void stop() {
        running = false;
        looks.stop(Duration.ofSeconds(1));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
