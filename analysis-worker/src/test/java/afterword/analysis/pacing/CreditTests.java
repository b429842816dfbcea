// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CreditTests {

    @Test
    void leasesASecondOfTheRateAtOnce() {
        var credit = new Credit(600);
        assertThat(credit.take(1)).isFalse();
        credit.leased(credit.wanted(1));
        for (int i = 0; i < 10; i++) {
            assertThat(credit.take(1)).isTrue();
        }
        assertThat(credit.take(1)).isFalse();
        assertThat(credit.rest()).isZero();
    }

    @Test
    void whatWasUsedBeyondTheThoughtIsPaidByTheNextLease() {
        var credit = new Credit(60_000);
        credit.leased(credit.wanted(500));
        assertThat(credit.take(500)).isTrue();
        credit.settle(500 - 2000.0);
        assertThat(credit.take(500)).isFalse();
        assertThat(credit.missing(500)).isEqualTo(1500);
        credit.leased(credit.wanted(500));
        assertThat(credit.take(500)).isTrue();
    }

    /// However calls come and settle: what was leased is what was used and what is left, and no
    /// lease is larger than a second's worth, the need, and the debt.
    @RepeatedTest(20)
    void nothingIsLostAndBlocksAreSmall(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var credit = new Credit(1 + random.nextLong(1_000_000));
        double leased = 0;
        double used = 0;
        double debt = 0;
        for (int i = 0; i < 2000; i++) {
            double need = 1 + random.nextInt(5000);
            if (!credit.take(need)) {
                double wanted = credit.wanted(need);
                assertThat(wanted).isLessThanOrEqualTo(Math.max(credit.most(), need) + debt + 1e-6);
                credit.leased(wanted);
                leased += wanted;
                debt = 0;
                assertThat(credit.take(need)).isTrue();
            }
            double really = 1 + random.nextInt(8000);
            credit.settle(need - really);
            used += really;
            debt += Math.max(0, really - need);
        }
        assertThat(leased - used).isCloseTo(-credit.missing(0) + credit.rest(), within(1e-3));
    }

    @Test
    void withoutALimitNobodyIsAsked() throws Exception {
        var store = new TestLanes.FreeCredit();
        var leases = new Leases(store, "main", "m", 0, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(leases.take(1000, Deadline.after(Duration.ZERO))).isTrue();
        }
        leases.close();
        assertThat(store.leases.get()).isZero();
    }

    @Test
    void aStatementServesASecondOfCallsAndTheRestComesBack() throws Exception {
        var store = new TestLanes.FreeCredit();
        var leases = new Leases(store, "main", "m", 6000, 0);
        for (int i = 0; i < 250; i++) {
            assertThat(leases.take(1000, Deadline.after(Duration.ofSeconds(1)))).isTrue();
        }
        assertThat(store.leases.get()).isEqualTo(3);
        leases.close();
        assertThat(store.given.values()).containsExactly(50.0);
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }
}
