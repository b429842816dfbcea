// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.util.ArrayList;
import java.util.List;

/// Nobody writes of a run that somebody else owns, and what has ended stays as it is.
final class FenceRules {

    private FenceRules() {}

    static List<Finding> findings(Facts facts) {
        var findings = new ArrayList<Finding>();
        for (var change : facts.database().changes()) {
            check(change, findings);
        }
        return findings;
    }

    private static void check(Change change, List<Finding> findings) {
        var what = change.part().isEmpty() ? "the run" : change.part();
        if (change.part().isEmpty() && change.newFence() < change.oldFence()) {
            broken(change, what + " went back to fence " + change.newFence(), findings);
        }
        // a part that runs again keeps the fence of the write that parked it
        boolean written = !change.part().isEmpty() && !change.newState().equals("RUNNING");
        if (written && change.newFence() > 0 && change.newFence() < change.runFence()) {
            broken(
                    change,
                    "%s was written by %s under fence %d when the run's was %d"
                            .formatted(what, change.writer(), change.newFence(), change.runFence()),
                    findings);
        }
        if (!change.owner().isEmpty()
                && !change.writer().isEmpty()
                && !change.owner().equals(change.writer())) {
            broken(
                    change,
                    "%s was written by %s while %s owned it"
                            .formatted(what, change.writer(), change.owner()),
                    findings);
        }
        if (ended(change.oldState())
                && (!change.newState().equals(change.oldState()) || !change.sameResult())) {
            findings.add(
                    new Finding(
                            Finding.Kind.STORED_TWICE,
                            change.eventId(),
                            "%s had ended as %s and was written as %s by %s"
                                    .formatted(
                                            what,
                                            change.oldState(),
                                            change.newState(),
                                            change.writer())));
        }
    }

    private static void broken(Change change, String detail, List<Finding> findings) {
        findings.add(new Finding(Finding.Kind.FENCE_BROKEN, change.eventId(), detail));
    }

    private static boolean ended(String state) {
        return switch (state) {
            case "SUCCEEDED", "FAILED", "SKIPPED", "ENDED" -> true;
            default -> false;
        };
    }
}
