// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// All ledgers of a run.
public record Facts(
        Producer producer,
        Database database,
        List<PaidCall> calls,
        List<Sighting> sightings,
        List<Injected> faults,
        List<Departure> departures,
        List<Outage> outages) {

    public Facts {
        calls = List.copyOf(calls);
        sightings = List.copyOf(sightings);
        faults = List.copyOf(faults);
        departures = List.copyOf(departures);
        outages = List.copyOf(outages);
    }

    /// The producers' side.
    ///
    /// @param questions that each conversation sent asks, by key
    public record Producer(List<Attempt> attempts, Map<String, Integer> questions) {
        public Producer {
            attempts = List.copyOf(attempts);
            questions = Map.copyOf(questions);
        }
    }

    /// What the database says after the drain.
    ///
    /// @param deadLetters their reasons
    /// @param left what should be empty and is not, in words
    /// @param readers whose sightings are complete
    public record Database(
            List<StoredEvent> events,
            List<StoredPart> parts,
            List<Reply> replies,
            List<Change> changes,
            List<String> deadLetters,
            List<String> left,
            Set<String> readers) {
        public Database {
            events = List.copyOf(events);
            parts = List.copyOf(parts);
            replies = List.copyOf(replies);
            changes = List.copyOf(changes);
            deadLetters = List.copyOf(deadLetters);
            left = List.copyOf(left);
            readers = Set.copyOf(readers);
        }
    }
}
