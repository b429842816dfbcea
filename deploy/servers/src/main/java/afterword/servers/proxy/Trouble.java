// SPDX-License-Identifier: Apache-2.0
package afterword.servers.proxy;

import java.time.Duration;

/// What a proxy does to the connections that go through it. It holds for those that are open and
/// for new ones.
public sealed interface Trouble {

    /// Nothing: bytes pass as they come.
    record None() implements Trouble {}

    /// Each piece of up to 16 kB comes later.
    ///
    /// @param jitter added, from 0 to this, by luck
    record Latency(Duration delay, Duration jitter) implements Trouble {}

    /// Nobody listens, and what was open is reset.
    record Refuse() implements Trouble {}

    /// What is open is reset; a new connection is taken and reset at its first byte.
    record Reset() implements Trouble {}

    /// Nothing passes in either way and nobody is told: a network that forgot us. What was held
    /// back comes through when it ends.
    record BlackHole() implements Trouble {}

    /// Questions arrive, answers do not.
    record HalfOpen() implements Trouble {}

    /// A connection is reset after so many bytes, both ways counted, from now on.
    record CutAfter(long bytes) implements Trouble {}

    /// Few bytes at a time.
    ///
    /// @param perSecond 1 or more
    record Drip(int perSecond) implements Trouble {}

    /// For ledgers and reports.
    default String label() {
        return switch (this) {
            case None _ -> "none";
            case Latency(var delay, _) -> "latency " + delay.toMillis() + " ms";
            case Refuse _ -> "refused";
            case Reset _ -> "reset";
            case BlackHole _ -> "black hole";
            case HalfOpen _ -> "half-open";
            case CutAfter(var bytes) -> "cut after " + bytes + " bytes";
            case Drip(var rate) -> rate + " bytes a second";
        };
    }
}
