// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.util.Arrays;

/// Gives the numbers of one lane, and collects how they ended. Thread-safe; on the way of a request
/// it costs two short locks and no statement.
final class Ends {

    private long[] ended = new long[1024]; // guarded by this; negative: dropped
    private int count; // guarded by this
    private long drawn; // guarded by this

    /// Gives the next number, from 1.
    synchronized long draw() {
        return ++drawn;
    }

    /// The highest number given.
    synchronized long drawn() {
        return drawn;
    }

    /// Notes an end.
    ///
    /// @param promised whether it must arrive: confirmed, or committed to the spill
    synchronized void end(long number, boolean promised) {
        if (count == ended.length) {
            ended = Arrays.copyOf(ended, 2 * count);
        }
        ended[count++] = promised ? number : -number;
    }

    /// Takes what was noted since the last call; dropped numbers are negative.
    synchronized long[] drain() {
        var drained = Arrays.copyOf(ended, count);
        count = 0;
        return drained;
    }
}
