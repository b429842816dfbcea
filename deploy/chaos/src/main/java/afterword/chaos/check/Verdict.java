// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The judgement over a run.
///
/// @param findings none, if every promise was kept
public record Verdict(
        List<Finding> findings, Counts counts, Bill.Sum bill, List<Recovery> recoveries) {

    public Verdict {
        findings = List.copyOf(findings);
        recoveries = List.copyOf(recoveries);
    }

    /// Sums over the ledgers.
    ///
    /// @param accepted conversations promised at least once
    /// @param unknown conversations of which the producer never learnt the end
    /// @param recovered of the unknown, those that have an outcome all the same
    /// @param repeats tries beyond the first of each conversation
    /// @param outcomes conversations by status
    public record Counts(
            int attempts,
            int accepted,
            int refused,
            int unknown,
            int recovered,
            int repeats,
            Map<String, Integer> outcomes) {
        public Counts {
            outcomes = Map.copyOf(outcomes);
        }
    }

    /// Judges.
    public static Verdict of(Facts facts, Limits limits) {
        var bill = Bill.of(facts, limits);
        var findings =
                Stream.of(
                                EventRules.findings(facts),
                                ReaderRules.findings(facts),
                                bill.findings(),
                                FenceRules.findings(facts),
                                GoalRules.findings(facts, limits))
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(Finding::kind).thenComparing(Finding::key))
                        .toList();
        return new Verdict(findings, counts(facts), bill.sum(), Recovery.of(facts, bill.again()));
    }

    private static Counts counts(Facts facts) {
        var attempts = facts.producer().attempts();
        var best =
                attempts.stream()
                        .collect(
                                Collectors.toMap(
                                        Attempt::key,
                                        Attempt::answer,
                                        (a, b) -> a.compareTo(b) <= 0 ? a : b));
        var stored =
                facts.database().events().stream()
                        .map(StoredEvent::key)
                        .collect(Collectors.toSet());
        var outcomes = new TreeMap<String, Integer>();
        facts.database().events().forEach(row -> outcomes.merge(row.status(), 1, Integer::sum));
        var unknown =
                best.entrySet().stream()
                        .filter(it -> it.getValue() == Attempt.Answer.UNKNOWN)
                        .map(Map.Entry::getKey)
                        .toList();
        return new Counts(
                attempts.size(),
                count(best, Attempt.Answer.ACCEPTED),
                count(best, Attempt.Answer.REFUSED),
                unknown.size(),
                (int) unknown.stream().filter(stored::contains).count(),
                attempts.size() - best.size(),
                outcomes);
    }

    private static int count(Map<String, Attempt.Answer> best, Attempt.Answer answer) {
        return (int) best.values().stream().filter(it -> it == answer).count();
    }

    /// How many findings there are of a kind.
    public long count(Finding.Kind kind) {
        return findings.stream().filter(it -> it.kind() == kind).count();
    }
}
