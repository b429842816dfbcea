// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import static afterword.contract.AnalysisStatus.FAILED;
import static afterword.contract.AnalysisStatus.PARKED;
import static afterword.contract.AnalysisStatus.PENDING;
import static afterword.contract.AnalysisStatus.RUNNING;
import static afterword.contract.AnalysisStatus.SKIPPED;
import static afterword.contract.AnalysisStatus.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The table of protocol, Ends.
class RunOutcomeTests {

    @Test
    void processedWhenNoneFailedAndOneSucceeded() {
        assertThat(RunOutcome.of(List.of(SUCCEEDED, SUCCEEDED))).contains(RunOutcome.PROCESSED);
        assertThat(RunOutcome.of(List.of(SUCCEEDED, SKIPPED))).contains(RunOutcome.PROCESSED);
    }

    @Test
    void partialWhenSomeSucceededAndSomeFailed() {
        assertThat(RunOutcome.of(List.of(SUCCEEDED, FAILED, SKIPPED))).contains(RunOutcome.PARTIAL);
    }

    @Test
    void failedWhenNoneSucceededAndOneFailed() {
        assertThat(RunOutcome.of(List.of(FAILED, SKIPPED))).contains(RunOutcome.FAILED);
    }

    @Test
    void skippedWhenAllAre() {
        assertThat(RunOutcome.of(List.of(SKIPPED, SKIPPED))).contains(RunOutcome.SKIPPED);
    }

    @Test
    void nothingWhileOneIsOpen() {
        for (var open : List.of(PENDING, RUNNING, PARKED)) {
            assertThat(RunOutcome.of(List.of(SUCCEEDED, FAILED, open))).isEmpty();
        }
    }
}
