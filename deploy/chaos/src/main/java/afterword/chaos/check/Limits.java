// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import java.time.Duration;

/// What is promised in numbers.
///
/// @param killed longest time until a killed worker's run is taken over
/// @param frozen the same for a frozen one
/// @param exit longest time from SIGTERM to the end, beyond the longest call in flight
/// @param accepted least share of 202s while a store is away
/// @param commit longest time that a row of the journal takes to be committed
public record Limits(
        Duration killed, Duration frozen, Duration exit, double accepted, Duration commit) {

    /// The goals of issue 5.
    public static Limits goals() {
        return new Limits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(45),
                Duration.ofSeconds(5),
                0.999,
                Duration.ofMillis(500));
    }
}
