// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BudgetTests {

    @Test
    void tenNeededCallsPayForAnExtraOne() {
        var budget = new Budget(0.1, 5, 0);
        for (int i = 0; i < 9; i++) {
            budget.needed();
        }
        assertThat(budget.take()).isFalse();
        budget.needed();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }

    /// In whatever order calls come: never more extras than the share of the needed ones and the
    /// start; and never more at once than may be saved up.
    @RepeatedTest(30)
    void extrasNeverPassTheirShare(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        double share = random.nextDouble();
        int start = random.nextInt(3);
        var budget = new Budget(share, 5, start);
        int needed = 0;
        int extras = 0;
        int row = 0;
        for (int i = 0; i < 5000; i++) {
            if (random.nextDouble() < 0.5) {
                budget.needed();
                needed++;
                row = 0;
            } else if (budget.take()) {
                extras++;
                row++;
            }
            assertThat((double) extras).isLessThanOrEqualTo(share * needed + start + 1e-6);
            assertThat(row).isLessThanOrEqualTo(5);
        }
    }
}
