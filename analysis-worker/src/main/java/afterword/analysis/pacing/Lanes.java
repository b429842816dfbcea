// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All ways to an answer, and the budgets of calls beyond the needed ones. Thread-safe.
///
/// @param models main, then fallback where there is one
/// @param more further models, asked only by analyses that name them
/// @param memory null where no memory service is configured
/// @param retries calls made again because a provider failed
/// @param hedges calls doubled because the first is slow
public record Lanes(
        List<Lane> models, List<Lane> more, @Nullable Lane memory, Budget retries, Budget hedges) {

    /// Calls that one run makes at once, about: as many as there are analyses with a prompt.
    private static final int CALLS_OF_A_RUN = 3;

    public Lanes {
        models = List.copyOf(models);
        more = List.copyOf(more);
    }

    /// Without further models.
    public Lanes(List<Lane> models, @Nullable Lane memory, Budget retries, Budget hedges) {
        this(models, List.of(), memory, retries, hedges);
    }

    /// Who is asked by an analysis, in the order of preference.
    ///
    /// @param places that it names; none: main, then fallback where there is one
    /// @return without those that this process does not know: what was said of one provider is not
    ///   told to another; may be empty
    public List<Lane> of(List<String> places) {
        return places.isEmpty()
                ? models
                : places.stream()
                        .flatMap(place ->
                                Stream.concat(models.stream(), more.stream())
                                        .filter(lane -> lane.provider().equals(place)))
                        .toList();
    }

    /// Runs that may be started now without calls piling up before the gates.
    ///
    /// @param asked models that the runs may call
    /// @param running runs that are in flight in this process
    /// @return 0 while no model may be called; 1 where one is to be tried, whoever is in flight
    public static int room(Collection<Lane> asked, int running) {
        int calls = 0;
        boolean trial = false;
        for (var lane : asked) {
            int room = lane.gate().room();
            calls += room;
            trial |= room > 0 && !lane.gate().healthy();
        }
        // twice: while one run waits for its slowest call, another can use the places
        int runs = calls == 0 ? 0 : Math.max(1, 2 * calls / CALLS_OF_A_RUN);
        return Math.max(trial ? 1 : 0, runs - running);
    }

    /// Of analyses that name no model.
    public int room(int running) {
        return room(models, running);
    }

    /// Every lane.
    public Stream<Lane> all() {
        return Stream.of(models.stream(), more.stream(), Stream.ofNullable(memory))
                .flatMap(lanes -> lanes);
    }
}
