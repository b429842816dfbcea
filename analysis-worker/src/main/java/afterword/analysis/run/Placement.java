// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.pacing.Lanes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How many more runs this process can place: bounded by its permits, and by what the providers
/// bear now.
///
/// @param permits of the runs in flight
record Placement(RunPermits permits, Lanes lanes) {

    /// A delivery is not held for longer before its run is claimed: brokers close the channel of a
    /// consumer that sits on one for half an hour. What is claimed then is parked without a call.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// Takes permits for runs that are asked for; waits for the first, in turn, and until a
    /// provider can be called.
    ///
    /// @return 1 to `most`
    int take(int most) throws InterruptedException {
        int room = lanes.room(permits.taken());
        for (long looks = LONGEST_WAIT.dividedBy(LOOK_EVERY); room == 0 && looks > 0; looks--) {
            TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            room = lanes.room(permits.taken());
        }
        return permits.take(room == 0 ? most : Math.min(most, room));
    }

    /// Parked runs that may be woken now.
    ///
    /// @param inHand permits that the caller has taken for them
    int room(int inHand) {
        return Math.min(inHand, lanes.room(permits.taken() - inHand));
    }

    /// Whether parked runs may be woken for the memory store.
    boolean memory() {
        return lanes.memoryOpen();
    }
}
