// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.pacing.Lane;
import java.util.List;
import java.util.function.Predicate;

/// What asking further for a part can still bring: who may be asked, and when it is over.
///
/// A part fails for a reason of its own only when its attempts are used up, or when every lane has
/// turned it down for good. A lane does so by declining it, by cutting its answer twice (the second
/// time with double the room), or by using up what attempts it has: all of them, but one for each
/// lane before it that has not been heard yet, since the fallback stands in for the main model and
/// does not speak for it. As long as one lane is left, the part waits for that one, however long it
/// is down. A lane whose next call might cost more than is left of the part's limit is not asked
/// either, and where that keeps all who are left, the part ends. Source: protocol, Ends;
/// docs/adr/0011-further-attempts.md.
///
/// @param all who could be asked, in the order of preference
/// @param attempts of the analysis
/// @param tally of all calls so far
/// @param affordable whether the next call on a lane fits into the part's limit of cost
record Prospects(List<Lane> all, int attempts, Tally tally, Predicate<Lane> affordable) {

    private static final int CUTS = 2;

    Prospects {
        all = List.copyOf(all);
    }

    /// Whether no further call has any prospect.
    boolean over() {
        return tally.faults() >= attempts || lanes().isEmpty();
    }

    /// Whether it is only for its limit of cost that nobody can be asked any more.
    boolean tooDear() {
        return tally.faults() < attempts
                && all.stream().anyMatch(this::willing)
                && lanes().isEmpty();
    }

    /// Who may still have an answer, in the order of preference.
    List<Lane> lanes() {
        return all.stream().filter(this::at).toList();
    }

    /// Whether this lane may still have an answer, and can be paid.
    boolean at(Lane lane) {
        return willing(lane) && affordable.test(lane);
    }

    private boolean willing(Lane lane) {
        var heard = tally.heard(lane.provider());
        return heard.declined() == 0 && heard.cut() < CUTS && heard.faults() < most(lane);
    }

    private int most(Lane lane) {
        long unheard =
                all.stream()
                        .takeWhile(before -> !before.equals(lane))
                        .filter(before -> tally.heard(before.provider()).faults() == 0)
                        .count();
        return Math.max(1, attempts - (int) unheard);
    }
}
