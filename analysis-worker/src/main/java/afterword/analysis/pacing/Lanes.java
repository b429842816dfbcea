// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All ways to an answer, and the budgets of calls beyond the needed ones. Thread-safe.
///
/// @param models main, then fallback where there is one
/// @param memory null where no memory service is configured
/// @param retries calls made again because a provider failed
/// @param hedges calls doubled because the first is slow
public record Lanes(List<Lane> models, @Nullable Lane memory, Budget retries, Budget hedges) {

    /// Calls that one run makes at once, about: as many as there are analyses with a prompt.
    private static final int CALLS_OF_A_RUN = 3;

    public Lanes {
        models = List.copyOf(models);
    }

    /// Runs that may be started now without calls piling up before the gates.
    ///
    /// @param running runs that are in flight in this process
    /// @return 0 while no model may be called; 1 where one is to be tried, whoever is in flight
    public int room(int running) {
        int calls = 0;
        boolean trial = false;
        for (var lane : models) {
            int room = lane.gate().room();
            calls += room;
            trial |= room > 0 && !lane.gate().healthy();
        }
        // twice: while one run waits for its slowest call, another can use the places
        int runs = calls == 0 ? 0 : Math.max(1, 2 * calls / CALLS_OF_A_RUN);
        return Math.max(trial ? 1 : 0, runs - running);
    }

    /// Whether calls of the memory service have any prospect.
    public boolean memoryOpen() {
        return memory == null || memory.gate().room() > 0;
    }

    /// Every lane.
    public Stream<Lane> all() {
        return Stream.concat(models.stream(), Stream.ofNullable(memory));
    }
}
