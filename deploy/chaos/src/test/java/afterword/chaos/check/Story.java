// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Ledgers by hand: a faultless life of one event, to which a test adds what went wrong. Times are
/// given in seconds.
final class Story {

    static final String KEY = "c-1";
    static final String ID = "00000000-0000-8000-8000-000000000001";
    static final String WORKER = "analysis-worker-1.1";
    static final String OTHER = "analysis-worker-2.1";

    final List<Attempt> attempts = new ArrayList<>();
    final Map<String, Integer> questions = new HashMap<>();
    final List<StoredEvent> events = new ArrayList<>();
    final List<StoredPart> parts = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final List<String> deadLetters = new ArrayList<>();
    final List<String> left = new ArrayList<>();
    final List<PaidCall> calls = new ArrayList<>();
    final List<Sighting> sightings = new ArrayList<>();
    final List<Injected> faults = new ArrayList<>();
    final List<Departure> departures = new ArrayList<>();
    final List<Outage> outages = new ArrayList<>();

    /// Sent at 1 s, stored, claimed at 2 s, called from 3 to 4 s, ended at 5 s, read at 6 s.
    static Story faultless() {
        var story = new Story();
        story.questions.put(KEY, 2);
        story.attempts.add(attempt(KEY, Attempt.Answer.ACCEPTED, 202, ID));
        story.events.add(event(KEY, "PROCESSED", 1));
        story.parts.add(new StoredPart(ID, "questions", "SUCCEEDED", "", 1, 2));
        story.calls.add(call(1, WORKER, 3, 4, true));
        story.replies.add(new Reply(ID, "questions", 1, micros(4.1), "OK"));
        story.changes.add(run(2, "", "RUNNING", 0, 1, "", WORKER, WORKER));
        story.changes.add(part(4.2, "RUNNING", "SUCCEEDED", 0, 1, WORKER, WORKER, 1));
        story.changes.add(run(5, "RUNNING", "ENDED", 1, 1, WORKER, WORKER, WORKER));
        story.sightings.add(new Sighting("feed", ID, 1, micros(6), "aa"));
        story.sightings.add(new Sighting("outcomes", ID, 1, micros(6), "bb"));
        return story;
    }

    static long micros(double seconds) {
        return (long) (seconds * 1e6);
    }

    static Attempt attempt(String key, Attempt.Answer answer, int status, String id) {
        return new Attempt(key, "api-gateway-1.1", micros(1), micros(1.1), answer, status, id);
    }

    static StoredEvent event(String key, String status, int revision) {
        boolean ended = !status.equals("PENDING");
        return new StoredEvent(
                ID,
                key,
                status,
                "",
                revision,
                ended ? 7 : 0,
                0,
                micros(1.2),
                ended ? micros(5) : 0);
    }

    static PaidCall call(long number, String worker, double from, double to, boolean answered) {
        return new PaidCall(
                number, worker, ID, "questions", micros(from), micros(to), answered, "");
    }

    static Change run(
            double at,
            String before,
            String after,
            long oldFence,
            long fence,
            String oldOwner,
            String owner,
            String writer) {
        return new Change(
                micros(at),
                ID,
                "",
                before,
                after,
                oldFence,
                fence,
                oldOwner,
                owner,
                writer,
                fence,
                true);
    }

    static Change part(
            double at,
            String before,
            String after,
            long oldFence,
            long fence,
            String owner,
            String writer,
            long runFence) {
        return new Change(
                micros(at),
                ID,
                "questions",
                before,
                after,
                oldFence,
                fence,
                "",
                owner,
                writer,
                runFence,
                true);
    }

    static Injected fault(String kind, String victim, double from, double to) {
        return new Injected(kind, "it", victim, micros(from), micros(to), Injected.Touch.CALLS);
    }

    Facts facts() {
        return new Facts(
                new Facts.Producer(attempts, questions),
                new Facts.Database(
                        events,
                        parts,
                        replies,
                        changes,
                        deadLetters,
                        left,
                        Set.of("feed", "outcomes")),
                calls,
                sightings,
                faults,
                departures,
                outages);
    }

    Verdict verdict() {
        return Verdict.of(facts(), Limits.goals());
    }

    List<Finding.Kind> kinds() {
        return verdict().findings().stream().map(Finding::kind).toList();
    }

    static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
