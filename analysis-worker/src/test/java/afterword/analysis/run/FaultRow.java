// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.simulator.FaultRule;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A row of docs/fault-matrix.md: a fault, and how it is brought about.
///
/// @param id of the matrix in docs/simulator.md
/// @param variants that all lead to the same
/// @param memory the memory service that is struck instead of a model
record FaultRow(
        String id,
        String title,
        List<Variant> variants,
        Memory memory,
        Place place,
        Limits limits,
        boolean stream,
        boolean hedged,
        boolean twice) {

    /// Who has the fault.
    enum Route {
        MAIN,
        FALLBACK,
        BOTH
    }

    /// Where the struck calls go.
    enum Place {
        SIMULATOR,
        NOBODY,
        CLOSES_ONCE
    }

    /// Who is asked for memories.
    enum Memory {
        NONE,
        SELF_HOSTED,
        HOSTED
    }

    /// The simulator's rule on a route.
    @FunctionalInterface
    interface Variant {

        FaultRule on(Route route);
    }

    /// Limits of the struck calls.
    ///
    /// @param quick a failure that took longer counts as slow
    record Limits(Duration firstByte, Duration idle, Duration total, Duration quick) {

        private static final Duration LONG = Duration.ofMinutes(1);

        /// So long that no machine is too busy.
        static final Limits NONE = new Limits(LONG, LONG, LONG, LONG);

        /// A time-out of two seconds is what half a minute is elsewhere: not quick.
        private static final Duration SHORT = Duration.ofSeconds(2);

        private static final Duration QUICK = Duration.ofSeconds(1);

        static final Limits FIRST_BYTE = new Limits(SHORT, LONG, LONG, QUICK);
        static final Limits IDLE = new Limits(LONG, SHORT, LONG, QUICK);

        /// The head and a byte must have come by then.
        static final Limits TOTAL = new Limits(LONG, LONG, Duration.ofSeconds(5), QUICK);
    }

    static FaultRow of(String id, String title, FaultRule... rules) {
        var variants = Stream.of(rules).map(rule -> (Variant) _ -> rule).toList();
        return new FaultRow(
                id,
                title,
                variants,
                Memory.NONE,
                Place.SIMULATOR,
                Limits.NONE,
                false,
                false,
                false);
    }

    FaultRow by(Variant variant) {
        return new FaultRow(
                id, title, List.of(variant), memory, place, limits, stream, hedged, twice);
    }

    FaultRow at(Place elsewhere) {
        var harmless = FaultRule.status(503, "").rate(0);
        return new FaultRow(
                id,
                title,
                List.of(_ -> harmless),
                memory,
                elsewhere,
                limits,
                stream,
                hedged,
                twice);
    }

    FaultRow within(Limits shorter) {
        return new FaultRow(id, title, variants, memory, place, shorter, stream, hedged, twice);
    }

    FaultRow streamed() {
        return new FaultRow(id, title, variants, memory, place, limits, true, hedged, twice);
    }

    /// The fallback is asked as well when the main model is slow, in the column of that name.
    FaultRow withHedge() {
        return new FaultRow(id, title, variants, memory, place, limits, stream, true, twice);
    }

    /// Visited once more, without the fault.
    FaultRow thenHealed() {
        return new FaultRow(id, title, variants, memory, place, limits, stream, hedged, true);
    }

    FaultRow ofMemory(Memory service) {
        return new FaultRow(id, title, variants, service, place, limits, stream, hedged, twice);
    }

    /// The part that is struck.
    String part() {
        return memory == Memory.NONE ? "questions" : "memories";
    }
}
