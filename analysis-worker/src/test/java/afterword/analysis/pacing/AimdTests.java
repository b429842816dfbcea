// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AimdTests {

    @Test
    void startsAtTheMostAndHalvesOncePerOverload() {
        var aimd = new Aimd(64, 100);
        assertThat(aimd.limit()).isEqualTo(64);
        aimd.overload(1000);
        aimd.overload(1001);
        aimd.overload(1099);
        assertThat(aimd.limit()).isEqualTo(32);
        aimd.overload(1100);
        assertThat(aimd.limit()).isEqualTo(16);
    }

    @Test
    void growsByAnEighthForEachWindowOfGoodCalls() {
        var aimd = new Aimd(64, 0);
        aimd.overload(0);
        for (int i = 0; i < 32; i++) {
            aimd.good(32);
        }
        assertThat(aimd.limit()).isBetween(35, 36);
    }

    @Test
    void growsOnlyWhenItIsUsed() {
        var aimd = new Aimd(64, 0);
        aimd.overload(0);
        for (int i = 0; i < 1000; i++) {
            aimd.good(3);
        }
        assertThat(aimd.limit()).isEqualTo(32);
    }

    @Test
    void afterAFailureItDoublesUpToWhereItWas() {
        var aimd = new Aimd(192, 0);
        aimd.restart(8);
        for (int i = 0; i < 8; i++) {
            aimd.good(8);
        }
        assertThat(aimd.limit()).isEqualTo(16);
        for (int i = 0; i < 176; i++) {
            aimd.good(192);
        }
        assertThat(aimd.limit()).isEqualTo(192);
    }

    /// Against a provider that bears a fixed number of calls at once, it settles around that.
    @RepeatedTest(20)
    void findsWhatTheProviderBears(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        int bears = 4 + random.nextInt(150);
        var aimd = new Aimd(192, 0);
        long sum = 0;
        int windows = 400;
        for (int window = 0; window < windows; window++) {
            int inFlight = aimd.limit();
            assertThat(inFlight).isBetween(1, 192);
            if (inFlight > bears) {
                aimd.overload(window);
            } else {
                for (int i = 0; i < inFlight; i++) {
                    aimd.good(inFlight);
                }
            }
            sum += inFlight;
        }
        assertThat((double) sum / windows).isBetween(0.55 * bears, 1.2 * bears);
    }
}
