// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.time.Duration;

/// What a call that wants to be made gets from the budgets.
public sealed interface Reserve {

    /// It may be made, and is settled afterwards.
    record Granted(Grant grant) implements Reserve {}

    /// A budget is spent.
    ///
    /// @param nextIn until the next window begins, positive
    record Spent(Duration nextIn) implements Reserve {}
}
