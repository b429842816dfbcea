// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;

/// How long good replies were on their way into the journal: from the provider's last byte to the
/// row. A kill within that time makes the call again, although it has been answered.
///
/// Only calls count that no fault of ours could have held up.
///
/// @param replies of parts that were asked once
/// @param median µs; 0 where there are none, as the others
/// @param late µs; one in a hundred took longer
/// @param most µs
public record Journaling(int replies, long median, long late, long most) {

    /// Of several runs together.
    public static Journaling of(List<Facts> runs) {
        var times = new ArrayList<Long>();
        runs.forEach(run -> collect(run, times));
        var sorted = times.stream().mapToLong(it -> it).sorted().toArray();
        int last = sorted.length - 1;
        return last < 0
                ? new Journaling(0, 0, 0, 0)
                : new Journaling(
                        sorted.length, sorted[last / 2], sorted[last * 99 / 100], sorted[last]);
    }

    private static void collect(Facts run, List<Long> times) {
        var calls =
                run.calls().stream()
                        .filter(call -> !call.part().isEmpty())
                        .collect(groupingBy(call -> call.eventId() + " " + call.part()));
        for (var reply : run.database().replies()) {
            var asked = calls.getOrDefault(reply.eventId() + " " + reply.part(), List.of());
            if (asked.size() == 1 && asked.getFirst().answered()) {
                var call = asked.getFirst();
                if (!heldUp(run, call.endedAt(), reply.at())) {
                    times.add(reply.at() - call.endedAt());
                }
            }
        }
    }

    private static boolean heldUp(Facts run, long begin, long end) {
        return run.faults().stream()
                .filter(fault -> fault.touches() == Injected.Touch.CALLS)
                .anyMatch(fault -> fault.overlaps(begin, end));
    }
}
