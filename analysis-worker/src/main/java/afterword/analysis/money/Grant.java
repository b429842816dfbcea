// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.util.List;

/// What was reserved for one call. Settled once, whatever became of the call.
public final class Grant {

    private final List<Pot> pots;
    private final List<Long> days; // window of each pot when it was reserved
    private final long nanos;

    Grant(List<Pot> pots, List<Long> days, long nanos) {
        this.pots = List.copyOf(pots);
        this.days = List.copyOf(days);
        this.nanos = nanos;
    }

    /// Books what the call has cost, and gives the rest back to the next one.
    ///
    /// @param spent nano-dollars; may be more than was reserved, which the next call then finds
    ///   missing
    public void settle(long spent) {
        for (int i = 0; i < pots.size(); i++) {
            pots.get(i).giveBack(days.get(i), nanos - spent);
        }
    }
}
