// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.util.ArrayList;
import java.util.List;

/// Promises with a number: take-over, accepting through an outage, deploys.
final class GoalRules {

    private final Facts facts;
    private final Limits limits;
    private final List<Finding> findings = new ArrayList<>();

    private GoalRules(Facts facts, Limits limits) {
        this.facts = facts;
        this.limits = limits;
    }

    static List<Finding> findings(Facts facts, Limits limits) {
        var rules = new GoalRules(facts, limits);
        facts.faults().forEach(rules::takeOver);
        facts.outages().forEach(rules::outage);
        facts.departures().forEach(rules::departure);
        return rules.findings;
    }

    private void found(Finding.Kind kind, String key, String detail) {
        findings.add(new Finding(kind, key, detail));
    }

    /// Runs that nobody could take since the database or the other worker was away count as well:
    /// the programme keeps such faults apart.
    private void takeOver(Injected fault) {
        var limit = Recovery.froze(fault) ? limits.frozen() : limits.killed();
        long most =
                Recovery.takeOvers(facts, fault).values().stream()
                        .mapToLong(it -> it)
                        .max()
                        .orElse(0);
        if (most > Recovery.micros(limit)) {
            found(
                    Finding.Kind.SLOW_RECOVERY,
                    fault.victim(),
                    "%s: its last run was taken over after %s s, promised are %d s"
                            .formatted(fault.kind(), Recovery.seconds(most), limit.toSeconds()));
        }
    }

    private void outage(Outage outage) {
        double share = outage.first() == 0 ? 1 : (double) outage.accepted() / outage.first();
        if (share < limits.accepted()) {
            found(
                    Finding.Kind.ACCEPT,
                    outage.store(),
                    "%d of %d first tries were answered 202 while it was away"
                            .formatted(outage.accepted(), outage.first()));
        }
    }

    private void departure(Departure departure) {
        long most = departure.longestCall() + Recovery.micros(limits.exit());
        long took = departure.exitedAt() - departure.askedAt();
        if (took > most) {
            found(
                    Finding.Kind.DEPLOY,
                    departure.name(),
                    "ended %s s after SIGTERM; its longest call took %s s more"
                            .formatted(
                                    Recovery.seconds(took),
                                    Recovery.seconds(departure.longestCall())));
        }
        if (departure.unanswered() > 0) {
            found(
                    Finding.Kind.DEPLOY,
                    departure.name(),
                    departure.unanswered() + " requests in flight at SIGTERM were not answered");
        }
        long late =
                facts.calls().stream()
                        .filter(call -> call.worker().equals(departure.name()))
                        .filter(call -> call.beganAt() > departure.askedAt() + GRACE)
                        .count();
        if (late > 0) {
            found(Finding.Kind.DEPLOY, departure.name(), late + " calls begun after SIGTERM");
        }
    }

    /// What was on its way when the signal was sent: its delivery takes a moment, too. µs.
    private static final long GRACE = 300_000;
}
