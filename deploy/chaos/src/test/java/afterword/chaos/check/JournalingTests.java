// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import static afterword.chaos.check.Story.OTHER;
import static afterword.chaos.check.Story.WORKER;
import static afterword.chaos.check.Story.call;
import static afterword.chaos.check.Story.fault;
import static afterword.chaos.check.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JournalingTests {

    private final Story story = Story.faultless(); // called from 3 to 4 s, journaled at 4.1 s

    @Test
    void countsFromTheReplyToItsRow() {
        long way = micros(4.1) - micros(4);
        assertThat(seen()).isEqualTo(new Journaling(1, way, way, way));
    }

    @Test
    void leavesOutWhatAFaultMayHaveHeldUp() {
        story.faults.add(fault("kill -9 database", "", 4.05, 5));
        assertThat(seen()).isEqualTo(new Journaling(0, 0, 0, 0));
    }

    @Test
    void leavesOutPartsThatWereAskedTwice() {
        story.calls.add(call(2, OTHER, 3, 4, true));
        assertThat(seen().replies()).isZero();
    }

    @Test
    void leavesOutCallsThatBroughtNothing() {
        story.calls.set(0, call(1, WORKER, 3, 4, false));
        assertThat(seen().replies()).isZero();
    }

    private Journaling seen() {
        return Journaling.of(List.of(story.facts()));
    }
}
