// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What calls cost, and how much of it a day may see. How to write both: docs/money.md.
///
/// @param prices a price file of the deployment, read before the built-in table; none by default
/// @param budgets each a limit of its own; a call must fit into all that it falls under
/// @param block share of a budget that a process takes as credit at once, above 0 to 0.01; what a
///   process that was killed had taken is lost to the day. Source: protocol, Stores and start
@ConfigurationProperties("afterword.analysis.money")
record MoneySettings(
        @Nullable Path prices,
        @DefaultValue List<Budget> budgets,
        @DefaultValue("0.01") double block) {

    MoneySettings {
        budgets = List.copyOf(budgets);
        if (!(block > 0 && block <= 0.01)) {
            throw new IllegalArgumentException(
                    "afterword.analysis.money.block is above 0 and at most 0.01");
        }
    }

    /// What may be spent from midnight to midnight, UTC.
    ///
    /// @param tenant whose; `*`: each tenant has such a budget
    /// @param analysis for what; `*`: all analyses of the tenant together
    /// @param perDay USD, above 0
    record Budget(
            @DefaultValue("*") String tenant,
            @DefaultValue("*") String analysis,
            BigDecimal perDay) {

        private static final BigDecimal MOST = new BigDecimal(1_000_000_000);

        Budget {
            if (perDay.signum() <= 0 || perDay.compareTo(MOST) > 0 || perDay.scale() > 9) {
                throw new IllegalArgumentException(
                        "afterword.analysis.money.budgets: per-day is above 0 USD, with at most 9"
                                + " decimals");
            }
        }

        boolean isFor(String someTenant, String someAnalysis) {
            return (tenant.equals("*") || tenant.equals(someTenant))
                    && (analysis.equals("*") || analysis.equals(someAnalysis));
        }

        long nanos() {
            return perDay.movePointRight(9).longValueExact();
        }
    }
}
