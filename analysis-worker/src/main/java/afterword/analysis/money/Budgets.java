// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may spend how much of a day: the one place where money is reserved and settled.
///
/// A call reserves the most that it may cost, and settles for what it did cost. Processes take
/// credit in blocks of at most a hundredth of a budget, so that most calls ask nobody; the limit is
/// checked by the statement that takes a block, and overshoot is what single calls cost beyond
/// their own estimate. Where no budget is configured, no statement is made. Thread-safe.
public final class Budgets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);
    private static final Grant FREE = new Grant(List.of(), List.of(), 0);

    private final List<MoneySettings.Budget> budgets;
    private final double block;
    private final BudgetRows rows;
    private final LongSupplier nanoTime;
    private final Map<Key, Pot> pots = new ConcurrentHashMap<>(); // tenants × analyses with budgets

    private record Key(MoneySettings.Budget budget, String tenant) {}

    Budgets(MoneySettings settings, BudgetRows rows, LongSupplier nanoTime) {
        this.budgets = settings.budgets();
        this.block = settings.block();
        this.rows = rows;
        this.nanoTime = nanoTime;
    }

    /// Without limits.
    public static Budgets none() {
        return new Budgets(
                new MoneySettings(null, List.of(), 0.01),
                new BudgetRows() {
                    @Override
                    public Lease take(String tenant, String analysis, long nanos, long limit) {
                        throw new IllegalStateException("there is no budget");
                    }

                    @Override
                    public void giveBack(
                            String tenant, String analysis, LocalDate day, long nanos) {
                        throw new IllegalStateException("there is no budget");
                    }
                },
                System::nanoTime);
    }

    /// Reserves what a call may cost at most, in all budgets that it falls under or in none.
    ///
    /// @param nanos nano-dollars; 0 for a model without a price, which no budget can hold
    public Reserve reserve(String tenant, String analysis, long nanos) throws InterruptedException {
        if (budgets.isEmpty() || nanos == 0) {
            return new Reserve.Granted(FREE);
        }
        var taken = new ArrayList<Pot>();
        var windows = new ArrayList<Long>();
        for (var budget : budgets) {
            if (budget.isFor(tenant, analysis)) {
                var pot = pots.computeIfAbsent(new Key(budget, tenant), this::pot);
                var got = pot.take(nanos);
                if (got.nextIn() != null) {
                    new Grant(taken, windows, nanos).settle(0);
                    return new Reserve.Spent(got.nextIn());
                }
                taken.add(pot);
                windows.add(got.window());
            }
        }
        return new Reserve.Granted(new Grant(taken, windows, nanos));
    }

    private Pot pot(Key key) {
        var budget = key.budget();
        long limit = budget.nanos();
        long part = Math.max(1, (long) (limit * block));
        return new Pot(rows, key.tenant(), budget.analysis(), limit, part, nanoTime);
    }

    /// Gives back what was not spent.
    @Override
    public void close() {
        try {
            pots.values().forEach(Pot::close);
        } catch (RuntimeException e) {
            // the process ends anyway; a block for each budget is lost to this day
            LOG.warn("credit not given back: {}", e.toString());
        }
    }
}
