// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long things took after a fault, by its kind.
///
/// @param takeOvers from a kill or a freeze until another process claimed a run of the victim's;
///   one for each run
/// @param first from a fault's end until an event accepted after it had its outcome
/// @param caughtUp from a fault's end until all that was accepted before had its outcome
public record Recovery(
        String kind, int faults, Calls calls, Times takeOvers, Times first, Times caughtUp) {

    private static final String KILL = "kill";
    private static final String FREEZE = "freeze";
    private static final long AFTER_THAW = 10_000_000; // µs

    /// Some durations.
    ///
    /// @param median µs; 0 where there are none
    /// @param most µs
    public record Times(int count, long median, long most) {

        /// Of samples in any order.
        public static Times of(Collection<Long> times) {
            var sorted = times.stream().mapToLong(it -> it).sorted().toArray();
            return sorted.length == 0
                    ? new Times(0, 0, 0)
                    : new Times(
                            sorted.length,
                            sorted[(sorted.length - 1) / 2],
                            sorted[sorted.length - 1]);
        }
    }

    /// The bill of a kill or a freeze.
    ///
    /// @param inFlight of the victims, at that moment
    /// @param again that others had to make once more: also what had been answered and not
    ///   journaled yet, and what an earlier fault had cost the same process
    public record Calls(int inFlight, int again) {}

    private static final class Samples {
        int faults;
        int inFlight;
        int again;
        final List<Long> takeOvers = new ArrayList<>();
        final List<Long> first = new ArrayList<>();
        final List<Long> caughtUp = new ArrayList<>();
    }

    /// By kind, in the order of their first fault.
    static List<Recovery> of(Facts facts, Map<String, Integer> again) {
        var kinds = new LinkedHashMap<String, Samples>();
        collect(facts, again, kinds);
        return all(kinds);
    }

    /// Of several runs together.
    public static List<Recovery> of(List<Facts> runs, Limits limits) {
        var kinds = new LinkedHashMap<String, Samples>();
        runs.forEach(run -> collect(run, Bill.of(run, limits).again(), kinds));
        return all(kinds);
    }

    private static void collect(
            Facts facts, Map<String, Integer> again, Map<String, Samples> kinds) {
        for (var fault : facts.faults()) {
            var samples = kinds.computeIfAbsent(fault.kind(), _ -> new Samples());
            samples.faults++;
            if (died(fault)) {
                samples.inFlight += inFlight(facts, fault);
                samples.again += again.getOrDefault(fault.victim(), 0);
            }
            samples.takeOvers.addAll(takeOvers(facts, fault).values());
            after(facts, fault, samples);
        }
    }

    private static List<Recovery> all(Map<String, Samples> kinds) {
        var all = new ArrayList<Recovery>();
        kinds.forEach((kind, samples) ->
                all.add(
                        new Recovery(
                                kind,
                                samples.faults,
                                new Calls(samples.inFlight, samples.again),
                                Times.of(samples.takeOvers),
                                Times.of(samples.first),
                                Times.of(samples.caughtUp))));
        return all;
    }

    /// The runs that others took from a fault's victim, with the time each waited.
    static Map<String, Long> takeOvers(Facts facts, Injected fault) {
        var taken = new LinkedHashMap<String, Long>();
        if (!died(fault) && !froze(fault)) {
            return taken;
        }
        // whoever thaws may lose runs to a later fault
        long last = froze(fault) ? fault.to() + AFTER_THAW : Long.MAX_VALUE;
        for (var change : facts.database().changes()) {
            boolean his = change.part().isEmpty() && change.oldOwner().equals(fault.victim());
            boolean later = change.at() >= fault.from() && change.at() <= last;
            if (his
                    && later
                    && !change.owner().isEmpty()
                    && !change.owner().equals(fault.victim())) {
                taken.putIfAbsent(change.eventId(), change.at() - fault.from());
            }
        }
        return taken;
    }

    private static int inFlight(Facts facts, Injected fault) {
        return (int)
                facts.calls().stream()
                        .filter(call -> call.worker().equals(fault.victim()))
                        .filter(call -> call.beganAt() <= fault.from())
                        .filter(call -> call.endedAt() == 0 || call.endedAt() >= fault.from())
                        .count();
    }

    private static boolean died(Injected fault) {
        return fault.kind().startsWith(KILL) && !fault.victim().isEmpty();
    }

    static boolean froze(Injected fault) {
        return fault.kind().startsWith(FREEZE);
    }

    private static void after(Facts facts, Injected fault, Samples samples) {
        long first = Long.MAX_VALUE;
        long last = 0;
        for (var event : facts.database().events()) {
            if (event.endedAt() == 0) {
                continue;
            }
            if (event.storedAt() >= fault.to()) {
                first = Math.min(first, event.endedAt() - fault.to());
            } else {
                last = Math.max(last, event.endedAt() - fault.to());
            }
        }
        if (first != Long.MAX_VALUE) {
            samples.first.add(first);
        }
        samples.caughtUp.add(last);
    }

    /// Seconds with one digit.
    public static String seconds(long micros) {
        return "%.1f".formatted(micros / 1e6);
    }

    static long micros(java.time.Duration time) {
        return time.toNanos() / 1000;
    }

    /// One line for the screen.
    public String line() {
        return "%-44s × %-3d %s next outcome %s s, caught up %s s"
                .formatted(
                        kind,
                        faults,
                        takeOvers.count() == 0
                                ? ""
                                : "%d runs taken over after p50 %s, max %s s; "
                                        .formatted(
                                                takeOvers.count(),
                                                seconds(takeOvers.median()),
                                                seconds(takeOvers.most())),
                        seconds(first.most()),
                        seconds(caughtUp.most()));
    }
}
