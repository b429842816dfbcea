// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TrackTests {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Track track = new Track(PARTITION, 100, 100, 100, 64);

    @Test
    void commitsOnlyWhatIsReleasedWithoutAGap() {
        var first = track.handOut(100);
        var second = track.handOut(101);
        var third = track.handOut(105); // offsets have gaps
        third.release();
        first.release();
        track.advance();
        assertThat(track.commit().offset()).isEqualTo(101);

        second.release();
        track.advance();
        assertThat(track.commit().offset()).isEqualTo(106);
        assertThat(track.settled()).isTrue();
    }

    @Test
    void handsOutNoFurtherThanItsLastCommitDeclares() {
        assertThat(track.mayHandOut(163)).isTrue();
        assertThat(track.mayHandOut(164)).isFalse();
        assertThat(track.commitDue()).isFalse();

        for (int offset = 100; offset < 140; offset++) {
            track.handOut(offset);
        }
        assertThat(track.commitDue()).isTrue();
        track.committed(track.commit());

        assertThat(track.mayHandOut(203)).isTrue();
        assertThat(track.commitDue()).isFalse();
    }

    @Test
    void anOrderlyEndTellsWhatWasStartedAndNotWhatWasOnlyTaken() {
        track.handOut(100);
        track.handOut(101).release();
        track.handOut(102).leave();
        track.advance();

        assertThat(track.settled()).isFalse();
        assertThat(Mark.read(track.lastCommit().metadata())).isEqualTo(new Mark(true, 102));
        assertThat(track.lastCommit().offset()).isEqualTo(100);
    }

    @Test
    void aDeathTellsEverythingThatWasTaken() {
        track.handOut(100).release();
        track.handOut(101);
        track.advance();

        assertThat(Mark.read(track.commit().metadata())).isEqualTo(new Mark(false, 102));
    }

    @Test
    void whatAnOwnerBeforeMayHaveHandedOutIsInDoubt() {
        var after = new Track(PARTITION, 100, 110, 120, 64);

        assertThat(after.doubts(119)).isTrue();
        assertThat(after.doubts(120)).isFalse();
        // and stays declared until it is handed out again
        assertThat(Mark.read(after.commit().metadata())).isEqualTo(new Mark(false, 110));
    }

    @Test
    void aMarkOfSomebodyElseIsNone() {
        assertThat(Mark.read("")).isNull();
        assertThat(Mark.read(null)).isNull();
        assertThat(Mark.read("afterword:x:1")).isNull();
        assertThat(Mark.read(new Mark(true, 7).text())).isEqualTo(new Mark(true, 7));
    }
}
