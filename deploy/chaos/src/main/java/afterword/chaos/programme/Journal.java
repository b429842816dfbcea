// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import afterword.chaos.check.Departure;
import afterword.chaos.check.Injected;
import afterword.chaos.check.Outage;
import afterword.chaos.rig.LedgerFile;
import java.nio.file.Path;

/// The fault ledgers: what was done to the line, when, and to whom.
public record Journal(
        LedgerFile<Injected> faults,
        LedgerFile<Departure> departures,
        LedgerFile<Outage> outages,
        LedgerFile<KillPoint.Hit> hits)
        implements AutoCloseable {

    /// Begins them in a folder.
    public static Journal in(Path folder) {
        return new Journal(
                new LedgerFile<>(folder.resolve("faults.jsonl")),
                new LedgerFile<>(folder.resolve("departures.jsonl")),
                new LedgerFile<>(folder.resolve("outages.jsonl")),
                new LedgerFile<>(folder.resolve("kill-points.jsonl")));
    }

    @Override
    public void close() {
        faults.close();
        departures.close();
        outages.close();
        hits.close();
    }
}
