// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import static afterword.chaos.check.Story.ID;
import static afterword.chaos.check.Story.KEY;
import static afterword.chaos.check.Story.OTHER;
import static afterword.chaos.check.Story.WORKER;
import static afterword.chaos.check.Story.attempt;
import static afterword.chaos.check.Story.call;
import static afterword.chaos.check.Story.event;
import static afterword.chaos.check.Story.fault;
import static afterword.chaos.check.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Each kind of finding is made by hand once, and what only looks like it is let through.
class VerdictTests {

    private final Story story = Story.faultless();

    @Test
    void findsNothingInAFaultlessRun() {
        assertThat(story.kinds()).isEmpty();
        var counts = story.verdict().counts();
        assertThat(counts.accepted()).isEqualTo(1);
        assertThat(counts.outcomes()).containsEntry("PROCESSED", 1);
        assertThat(story.verdict().bill()).isEqualTo(new Bill.Sum(1, 1, 0, 0, 0));
    }

    @Test
    void missesAnAcceptedEventWithoutARow() {
        story.questions.put("c-2", 0);
        story.attempts.add(attempt("c-2", Attempt.Answer.ACCEPTED, 202, "id-2"));
        assertThat(story.kinds()).containsExactly(Finding.Kind.LOST);
    }

    @Test
    void missesTheIdThatWasPromised() {
        story.attempts.add(attempt(KEY, Attempt.Answer.ACCEPTED, 202, "another"));
        assertThat(story.kinds())
                .containsExactlyInAnyOrder(Finding.Kind.LOST, Finding.Kind.STORED_TWICE);
    }

    @Test
    void countsAHealthyEventThatFailedAsLost() {
        story.events.set(0, event(KEY, "FAILED", 1));
        assertThat(story.kinds()).containsExactly(Finding.Kind.LOST);
    }

    @Test
    void acceptsThatAnUnknownAnswerIsStoredOrNot() {
        story.questions.put("c-2", 0);
        story.attempts.add(attempt("c-2", Attempt.Answer.UNKNOWN, 503, ""));
        story.attempts.set(0, attempt(KEY, Attempt.Answer.UNKNOWN, 0, ""));
        assertThat(story.kinds()).isEmpty();
        assertThat(story.verdict().counts().unknown()).isEqualTo(2);
        assertThat(story.verdict().counts().recovered()).isEqualTo(1);
    }

    @Test
    void seesARefusedEventThatIsStored() {
        story.attempts.set(0, attempt(KEY, Attempt.Answer.REFUSED, 422, ""));
        assertThat(story.kinds()).containsExactly(Finding.Kind.PHANTOM);
    }

    @Test
    void seesAnEventThatNobodySent() {
        story.questions.remove(KEY);
        story.attempts.clear();
        assertThat(story.kinds()).containsExactly(Finding.Kind.UNEXPECTED);
    }

    @Test
    void seesTheAnswerOfAnotherConversation() {
        story.questions.put(KEY, 3);
        assertThat(story.kinds()).containsExactly(Finding.Kind.UNEXPECTED);
    }

    @Test
    void seesADeadLetter() {
        story.deadLetters.add("INTAKE POISON");
        assertThat(story.kinds()).containsExactly(Finding.Kind.UNEXPECTED);
    }

    @Test
    void seesTwoRowsOfOneConversation() {
        var twin = new StoredEvent("twin", KEY, "PROCESSED", "", 1, 8, 0, micros(1.2), micros(5));
        story.events.add(twin);
        story.sightings.add(new Sighting("feed", "twin", 1, 0, ""));
        story.sightings.add(new Sighting("outcomes", "twin", 1, 0, ""));
        assertThat(story.kinds()).containsExactly(Finding.Kind.STORED_TWICE);
    }

    @Test
    void seesAnEventThatWasClosedTwice() {
        story.events.set(0, event(KEY, "PROCESSED", 2));
        assertThat(story.kinds()).containsExactly(Finding.Kind.STORED_TWICE);
    }

    @Test
    void seesTwoOutcomesWithDifferentWords() {
        story.sightings.add(new Sighting("outcomes", ID, 1, micros(7), "bb"));
        assertThat(story.kinds()).isEmpty();
        story.sightings.add(new Sighting("outcomes", ID, 1, micros(8), "cc"));
        assertThat(story.kinds()).containsExactly(Finding.Kind.STORED_TWICE);
    }

    @Test
    void seesAnEditionTwiceInTheFeed() {
        story.sightings.add(new Sighting("feed", ID, 1, micros(7), "aa"));
        assertThat(story.kinds()).containsExactly(Finding.Kind.STORED_TWICE);
    }

    @Test
    void missesAnEventThatNeverCameByInTheFeed() {
        story.sightings.removeFirst();
        assertThat(story.kinds()).containsExactly(Finding.Kind.LOST);
    }

    @Test
    void missesAnOutcomeThatWasNeverPublished() {
        story.sightings.removeLast();
        assertThat(story.kinds()).containsExactly(Finding.Kind.LOST);
    }

    @Test
    void seesAResultThatWasWrittenOver() {
        story.changes.add(
                new Change(
                        micros(6),
                        ID,
                        "questions",
                        "SUCCEEDED",
                        "SUCCEEDED",
                        1,
                        1,
                        "",
                        WORKER,
                        WORKER,
                        1,
                        false));
        assertThat(story.kinds()).containsExactly(Finding.Kind.STORED_TWICE);
    }

    @Test
    void acceptsTheSameWriteTwice() {
        story.changes.add(Story.part(6, "SUCCEEDED", "SUCCEEDED", 1, 1, WORKER, WORKER, 1));
        assertThat(story.kinds()).isEmpty();
    }

    @Test
    void seesACallWhoseReplyStoodInTheJournal() {
        story.faults.add(fault("kill -9 analysis-worker", WORKER, 5, 9));
        story.calls.add(call(2, OTHER, 8, 9, true));
        assertThat(story.kinds()).containsExactly(Finding.Kind.PAID_TWICE);
        assertThat(story.verdict().bill().avoidable()).isEqualTo(1);
    }

    @Test
    void seesACallThatNoFaultExplains() {
        story.replies.clear();
        story.calls.add(call(2, OTHER, 3.5, 4, true));
        assertThat(story.kinds()).containsExactly(Finding.Kind.PAID_TWICE);
    }

    @Test
    void doesNotExcuseAWorkerByTheKillOfAnother() {
        story.replies.clear();
        story.faults.add(fault("kill -9 analysis-worker", OTHER, 3.5, 9));
        story.calls.add(call(2, OTHER, 8, 9, true));
        assertThat(story.kinds()).containsExactly(Finding.Kind.PAID_TWICE);
    }

    @Test
    void excusesACallInFlightAtAKill() {
        story.replies.clear();
        story.faults.add(fault("kill -9 analysis-worker", WORKER, 3.5, 9));
        story.calls.add(call(2, OTHER, 6, 7, true));
        assertThat(story.kinds()).isEmpty();
        assertThat(story.verdict().bill()).isEqualTo(new Bill.Sum(2, 2, 0, 1, 0));
    }

    @Test
    void countsACallAfterAFailureAsNeeded() {
        story.calls.set(
                0,
                new PaidCall(1, WORKER, ID, "questions", micros(2), micros(2.5), false, "STATUS"));
        story.calls.add(call(2, WORKER, 3, 4, true));
        assertThat(story.kinds()).isEmpty();
        assertThat(story.verdict().bill()).isEqualTo(new Bill.Sum(2, 1, 1, 0, 0));
    }

    @Test
    void countsACallCutOffByAKillAsPerhapsPaid() {
        story.calls.set(0, call(1, WORKER, 2, 2.5, false));
        story.calls.add(call(2, OTHER, 3, 4, true));
        assertThat(story.kinds()).containsExactly(Finding.Kind.PAID_TWICE);
        story.faults.add(fault("kill -9 analysis-worker", WORKER, 2.5, 9));
        assertThat(story.kinds()).isEmpty();
        assertThat(story.verdict().bill()).isEqualTo(new Bill.Sum(2, 1, 0, 1, 0));
    }

    @Test
    void takesAnUnjudgedReplyForGoodOnlyIfTheProviderSaysSo() {
        story.replies.set(0, new Reply(ID, "questions", 1, micros(4.1), ""));
        story.faults.add(fault("kill -9 analysis-worker", WORKER, 4.2, 9));
        story.calls.add(call(2, OTHER, 8, 9, true));
        assertThat(story.kinds()).containsExactly(Finding.Kind.PAID_TWICE);
        story.calls.set(0, call(1, WORKER, 3, 4, false));
        assertThat(story.kinds()).isEmpty();
    }

    @Test
    void seesAWriteUnderAnOldFence() {
        story.changes.add(Story.part(6, "RUNNING", "SUCCEEDED", 0, 1, OTHER, OTHER, 2));
        assertThat(story.kinds()).containsExactly(Finding.Kind.FENCE_BROKEN);
    }

    @Test
    void acceptsThatAWokenPartKeepsItsFence() {
        story.changes.add(Story.part(1, "PARKED", "RUNNING", 1, 1, OTHER, OTHER, 2));
        assertThat(story.kinds()).isEmpty();
    }

    @Test
    void seesAWriteOfAProcessThatDoesNotOwnTheRun() {
        story.changes.add(Story.part(6, "RUNNING", "SUCCEEDED", 0, 2, OTHER, WORKER, 2));
        assertThat(story.kinds()).containsExactly(Finding.Kind.FENCE_BROKEN);
    }

    @Test
    void seesAFenceThatFell() {
        story.changes.add(Story.run(6, "RUNNING", "RUNNING", 3, 2, WORKER, OTHER, OTHER));
        assertThat(story.kinds()).contains(Finding.Kind.FENCE_BROKEN);
    }

    @Test
    void seesWhatStillWaits() {
        story.events.set(0, event(KEY, "PENDING", 0));
        story.left.add("3 messages in a queue");
        assertThat(story.kinds()).containsOnly(Finding.Kind.STUCK).hasSize(2);
    }

    @Test
    void seesASlowTakeOver() {
        story.faults.add(fault("kill -9 analysis-worker", WORKER, 2.5, 9));
        story.changes.add(Story.run(7.4, "RUNNING", "RUNNING", 1, 2, WORKER, OTHER, OTHER));
        assertThat(story.kinds()).isEmpty();
        assertThat(story.verdict().recoveries().getFirst().takeOvers().most())
                .isEqualTo(micros(4.9));
        story.changes.set(
                story.changes.size() - 1,
                Story.run(8.4, "RUNNING", "RUNNING", 1, 2, WORKER, OTHER, OTHER));
        assertThat(story.kinds()).containsExactly(Finding.Kind.SLOW_RECOVERY);
    }

    @Test
    void givesAFrozenWorkerMoreTime() {
        story.faults.add(fault("freeze analysis-worker", WORKER, 2.5, 60));
        story.changes.add(Story.run(30, "RUNNING", "RUNNING", 1, 2, WORKER, OTHER, OTHER));
        assertThat(story.kinds()).isEmpty();
        story.changes.set(
                story.changes.size() - 1,
                Story.run(50, "RUNNING", "RUNNING", 1, 2, WORKER, OTHER, OTHER));
        assertThat(story.kinds()).containsExactly(Finding.Kind.SLOW_RECOVERY);
    }

    @Test
    void wants999Of1000AcceptedWithoutAStore() {
        story.outages.add(new Outage("broker", 0, micros(60), 1000, 999, micros(1)));
        assertThat(story.kinds()).isEmpty();
        story.outages.add(new Outage("database", 0, micros(60), 1000, 998, micros(1)));
        assertThat(story.kinds()).containsExactly(Finding.Kind.ACCEPT);
    }

    @Test
    void seesADepartureThatWasNoticed() {
        story.departures.add(new Departure(WORKER, micros(10), micros(17.9), micros(3), 0));
        assertThat(story.kinds()).isEmpty();
        story.departures.add(new Departure(WORKER, micros(20), micros(28.1), micros(3), 0));
        story.departures.add(new Departure(WORKER, micros(30), micros(31), 0, 2));
        assertThat(story.kinds()).containsOnly(Finding.Kind.DEPLOY).hasSize(2);
    }

    @Test
    void seesACallBegunAfterSigterm() {
        story.departures.add(new Departure(WORKER, micros(2.5), micros(4), micros(3), 0));
        assertThat(story.kinds()).containsExactly(Finding.Kind.DEPLOY);
    }
}
