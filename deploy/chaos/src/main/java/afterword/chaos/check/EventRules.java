// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Accepted, refused and unknown against what is stored: Jepsen's set checker with outcomes.
final class EventRules {

    private final Facts facts;
    private final Map<String, List<StoredEvent>> stored;
    private final Map<String, List<StoredPart>> parts;
    private final List<Finding> findings = new ArrayList<>();

    private EventRules(Facts facts) {
        this.facts = facts;
        this.stored = facts.database().events().stream().collect(groupingBy(StoredEvent::key));
        this.parts = facts.database().parts().stream().collect(groupingBy(StoredPart::eventId));
    }

    static List<Finding> findings(Facts facts) {
        var rules = new EventRules(facts);
        rules.keys();
        rules.strangers();
        rules.leftOvers();
        return rules.findings;
    }

    private void found(Finding.Kind kind, String key, String detail) {
        findings.add(new Finding(kind, key, detail));
    }

    private void keys() {
        var ids = new HashMap<String, Set<String>>();
        var accepted = new HashSet<String>();
        var refused = new HashSet<String>();
        for (var attempt : facts.producer().attempts()) {
            switch (attempt.answer()) {
                case ACCEPTED -> {
                    accepted.add(attempt.key());
                    if (!attempt.eventId().isEmpty()) {
                        ids.computeIfAbsent(attempt.key(), _ -> new HashSet<>())
                                .add(attempt.eventId());
                    }
                }
                case REFUSED -> refused.add(attempt.key());
                case UNKNOWN -> {
                    // may be stored, may be not
                }
            }
        }
        accepted.forEach(key -> accepted(key, ids.getOrDefault(key, Set.of())));
        refused.stream()
                .filter(key -> !accepted.contains(key) && stored.containsKey(key))
                .forEach(key -> found(Finding.Kind.PHANTOM, key, "answered 4xx, and stored"));
    }

    private void accepted(String key, Set<String> ids) {
        var rows = stored.getOrDefault(key, List.of());
        if (rows.isEmpty()) {
            found(Finding.Kind.LOST, key, "no row");
            return;
        }
        if (ids.size() > 1) {
            found(Finding.Kind.STORED_TWICE, key, "promised under " + ids.size() + " ids: " + ids);
        }
        for (var id : ids) {
            if (rows.stream().noneMatch(row -> row.eventId().equals(id))) {
                found(Finding.Kind.LOST, key, "promised as " + id + ", which is not stored");
            }
        }
    }

    private void strangers() {
        var sent = facts.producer().questions();
        for (var entry : stored.entrySet()) {
            if (!sent.containsKey(entry.getKey())) {
                found(Finding.Kind.UNEXPECTED, entry.getKey(), "stored, and never sent");
                continue;
            }
            if (entry.getValue().size() > 1) {
                found(Finding.Kind.STORED_TWICE, entry.getKey(), entry.getValue().size() + " rows");
            }
            entry.getValue().forEach(row -> row(row, sent.getOrDefault(row.key(), -1)));
        }
    }

    private void row(StoredEvent row, int questions) {
        if (!row.ended()) {
            found(Finding.Kind.STUCK, row.key(), "still " + row.status() + " after the drain");
            return;
        }
        if (row.revision() > 1) {
            found(Finding.Kind.STORED_TWICE, row.key(), "closed " + row.revision() + " times");
        }
        if (!row.status().equals("PROCESSED")) {
            found(
                    Finding.Kind.LOST,
                    row.key(),
                    "healthy, and ended as " + row.status() + " " + row.reason() + why(row));
            return;
        }
        for (var part : parts.getOrDefault(row.eventId(), List.of())) {
            if (part.questions() >= 0 && questions >= 0 && part.questions() != questions) {
                found(
                        Finding.Kind.UNEXPECTED,
                        row.key(),
                        "%s found %d questions where %d were asked"
                                .formatted(part.name(), part.questions(), questions));
            }
        }
    }

    private String why(StoredEvent row) {
        var failed = new StringBuilder();
        for (var part : parts.getOrDefault(row.eventId(), List.of())) {
            if (!part.status().equals("SUCCEEDED")) {
                failed.append("; ")
                        .append(part.name())
                        .append(' ')
                        .append(part.status())
                        .append(' ')
                        .append(part.reason());
            }
        }
        return failed.toString();
    }

    private void leftOvers() {
        for (var reason : facts.database().deadLetters()) {
            found(Finding.Kind.UNEXPECTED, "dead letter", reason);
        }
        for (var left : facts.database().left()) {
            found(Finding.Kind.STUCK, "left over", left);
        }
    }
}
