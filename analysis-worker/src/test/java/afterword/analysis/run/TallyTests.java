// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TallyTests {

    @Test
    void withoutALimitEverythingIsAffordable() {
        var tally = new Tally();
        assertThat(tally.reserve(Long.MAX_VALUE)).isTrue();
        assertThat(tally.affords(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void affordsUpToTheLimitAndNotANanoMore() {
        var tally = new Tally(100L);
        assertThat(tally.affords(100)).isTrue();
        assertThat(tally.affords(101)).isFalse();
        assertThat(tally.reserve(60)).isTrue();
        assertThat(tally.reserve(41)).isFalse();
        assertThat(tally.affords(40)).isTrue();
        cost(tally, 30L);
        tally.release(60);
        assertThat(tally.affords(70)).isTrue();
        assertThat(tally.affords(71)).isFalse();
    }

    @Test
    void nothingFitsBehindACallThatCostMoreThanItsEstimate() {
        var tally = new Tally(100L);
        assertThat(tally.reserve(100)).isTrue();
        cost(tally, 130L);
        tally.release(100);
        assertThat(tally.affords(0)).isFalse();
    }

    @Test
    void aCallWithoutAPriceLeavesTheLimitAsItWas() {
        var tally = new Tally(100L);
        cost(tally, null);
        assertThat(tally.affords(100)).isTrue();
        assertThat(tally.spent(0).costNanos()).isNull();
    }

    @Test
    void callsAtOnceNeverReserveMoreThanThereIs() throws Exception {
        var tally = new Tally(1_000L);
        var reserving = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 64; i++) {
            reserving.add(() -> tally.reserve(130));
        }
        int granted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var reserved : threads.invokeAll(reserving)) {
                granted += reserved.get() ? 1 : 0;
            }
        }
        assertThat(granted).isEqualTo(7);
    }

    private static void cost(Tally tally, @Nullable Long nanos) {
        tally.add(CallClass.INVALID, "main", Reading.Usage.UNKNOWN, Duration.ZERO, nanos);
    }
}
