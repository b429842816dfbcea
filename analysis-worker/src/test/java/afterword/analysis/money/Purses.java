// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// Budgets for tests of other packages.
public final class Purses {

    private Purses() {}

    /// So much for one analysis, and nothing for the others.
    ///
    /// @param left until the next window
    public static Budgets of(String analysis, String dollars, Duration left) {
        var budget = new MoneySettings.Budget("*", analysis, new BigDecimal(dollars));
        var rows =
                new BudgetRows() {
                    private long taken;

                    @Override
                    public synchronized Lease take(
                            String tenant, String analysis, long nanos, long limit) {
                        boolean granted = taken + nanos <= limit;
                        taken += granted ? nanos : 0;
                        return new Lease(LocalDate.EPOCH, left, granted);
                    }

                    @Override
                    public synchronized void giveBack(
                            String tenant, String analysis, LocalDate day, long nanos) {
                        taken -= nanos;
                    }
                };
        return new Budgets(new MoneySettings(null, List.of(budget), 0.01), rows, () -> 0);
    }
}
