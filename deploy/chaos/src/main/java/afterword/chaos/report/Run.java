// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.report;

import afterword.chaos.check.Facts;
import afterword.chaos.check.Verdict;
import afterword.chaos.programme.KillPoint;
import java.util.List;

/// A run with everything that the report tells.
///
/// @param command that makes it again
/// @param at when it began, µs since 1970
/// @param seconds that it took
/// @param leftOut acts for which there was no time
public record Run(
        String command,
        String tier,
        long seed,
        String broker,
        long at,
        long seconds,
        double perSecond,
        Facts facts,
        List<KillPoint.Hit> hits,
        List<String> leftOut,
        Verdict verdict) {

    public Run {
        hits = List.copyOf(hits);
        leftOut = List.copyOf(leftOut);
    }

    /// A run without its ledgers, as `run.json` keeps it.
    record About(
            String command,
            String tier,
            long seed,
            String broker,
            long at,
            long seconds,
            double perSecond,
            List<KillPoint.Hit> hits,
            List<String> leftOut) {
        About {
            hits = List.copyOf(hits);
            leftOut = List.copyOf(leftOut);
        }
    }

    /// All but its ledgers and the verdict.
    About about() {
        return new About(command, tier, seed, broker, at, seconds, perSecond, hits, leftOut);
    }
}
