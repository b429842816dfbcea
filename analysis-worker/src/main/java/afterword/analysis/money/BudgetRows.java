// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.time.Duration;
import java.time.LocalDate;

/// Where all processes keep what is taken of each day's budgets.
interface BudgetRows {

    /// What a lease brought.
    ///
    /// @param day of the database's clock, UTC
    /// @param left until the day is over
    /// @param granted all that was wanted, or nothing
    record Lease(LocalDate day, Duration left, boolean granted) {}

    /// Takes credit in one statement, so that the limit holds whoever takes at the same time. Waits
    /// while the store is away.
    ///
    /// @param nanos wanted
    /// @param limit of the day
    Lease take(String tenant, String analysis, long nanos, long limit) throws InterruptedException;

    /// Gives back what was not used.
    void giveBack(String tenant, String analysis, LocalDate day, long nanos);
}
