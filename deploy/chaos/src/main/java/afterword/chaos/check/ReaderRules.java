// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What readers outside saw: each ended event comes by at least once, and says the same each time.
final class ReaderRules {

    /// One edition of an event as one reader saw it.
    private record Edition(String reader, String eventId, int revision) {}

    private ReaderRules() {}

    static List<Finding> findings(Facts facts) {
        var findings = new ArrayList<Finding>();
        var seen = new HashMap<String, Set<String>>();
        var editions = new HashMap<Edition, String>();
        var times = new HashMap<Edition, Integer>();
        for (var sighting : facts.sightings()) {
            seen.computeIfAbsent(sighting.reader(), _ -> new HashSet<>()).add(sighting.eventId());
            var edition = new Edition(sighting.reader(), sighting.eventId(), sighting.revision());
            var before = editions.putIfAbsent(edition, sighting.digest());
            if (before != null && !before.equals(sighting.digest())) {
                findings.add(
                        new Finding(
                                Finding.Kind.STORED_TWICE,
                                sighting.eventId(),
                                sighting.reader() + " told two different outcomes of one event"));
            }
            times.merge(edition, 1, Integer::sum);
        }
        times.forEach((edition, count) -> {
            // outcomes are delivered at least once; a feed has each edition once
            if (edition.reader().equals("feed") && count > 1) {
                findings.add(
                        new Finding(
                                Finding.Kind.STORED_TWICE,
                                edition.eventId(),
                                "stands " + count + " times in the feed"));
            }
        });
        missed(facts, seen, findings);
        return findings;
    }

    private static void missed(Facts facts, Map<String, Set<String>> seen, List<Finding> findings) {
        for (var reader : facts.database().readers()) {
            var known = seen.getOrDefault(reader, Set.of());
            for (var event : facts.database().events()) {
                if (event.ended() && !known.contains(event.eventId())) {
                    findings.add(
                            new Finding(
                                    Finding.Kind.LOST,
                                    event.key(),
                                    "ended, and never came by the reader of the " + reader));
                }
            }
        }
    }
}
