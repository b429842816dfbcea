// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.pacing.Lane;
import afterword.analysis.pacing.Lanes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// How many more runs this process can place: bounded by its permits, and by what the providers
/// bear now.
///
/// @param permits of the runs in flight
/// @param choices places that the current analyses name, each analysis's in its order; an empty one
///   stands for the usual places
record Placement(RunPermits permits, Lanes lanes, Supplier<Set<List<String>>> choices) {

    /// A delivery is not held for longer before its run is claimed: brokers close the channel of a
    /// consumer that sits on one for half an hour. What is claimed then is parked without a call.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// Takes permits for runs that are asked for; waits for the first, in turn, and until a
    /// provider can be called.
    ///
    /// @return 1 to `most`
    int take(int most) throws InterruptedException {
        return take(most, LONGEST_WAIT);
    }

    /// @param longest wait for a provider
    int take(int most, Duration longest) throws InterruptedException {
        int room = free(permits.taken());
        for (long looks = longest.dividedBy(LOOK_EVERY); room == 0 && looks > 0; looks--) {
            TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            room = free(permits.taken());
        }
        return permits.take(room == 0 ? most : Math.min(most, room));
    }

    /// Parked runs that may be woken now.
    ///
    /// @param inHand permits that the caller has taken for them
    int room(int inHand) {
        return Math.min(inHand, free(permits.taken() - inHand));
    }

    /// Whoever is asked by no analysis now says nothing about what can be placed.
    private int free(int running) {
        var asked = asked().stream().flatMap(List::stream).collect(Collectors.toSet());
        return Lanes.room(asked.isEmpty() ? lanes.models() : asked, running);
    }

    private List<List<Lane>> asked() {
        return choices.get().stream().map(lanes::of).toList();
    }

    /// How many parts may be woken for each place, where somebody is in trouble: a place that is
    /// down is tried by few, and what waits for it must not keep the others asleep.
    ///
    /// @param plenty for a place whose parts can be placed, there or elsewhere
    /// @return empty while nobody is in trouble: what is due may be woken, whoever it waits for
    Map<String, Integer> wakeable(int plenty) {
        var asked = asked();
        var wakeable = new HashMap<String, Integer>();
        lanes.all().forEach(lane -> wakeable.put(lane.provider(), parts(lane, asked, plenty)));
        return wakeable.values().stream().allMatch(parts -> parts == plenty) ? Map.of() : wakeable;
    }

    /// The best prospect of those who may wait for it.
    private static int parts(Lane lane, List<List<Lane>> asked, int plenty) {
        boolean alone =
                asked.stream().noneMatch(lanes -> lanes.contains(lane)); // memory, or unused
        return alone
                ? parts(List.of(lane), plenty)
                : asked.stream()
                        .filter(lanes -> lanes.contains(lane))
                        .mapToInt(lanes -> parts(lanes, plenty))
                        .max()
                        .orElse(plenty);
    }

    private static int parts(Collection<Lane> lanes, int plenty) {
        return lanes.stream().anyMatch(lane -> lane.gate().healthy())
                ? plenty
                : Math.min(plenty, lanes.stream().mapToInt(lane -> lane.gate().room()).sum());
    }
}
