// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes a run down: raw data, a page, and a few lines on the screen.
public final class Report {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int SHOWN = 20;

    private Report() {}

    /// Writes `run.json`, `verdict.json`, `facts.json` and `report.html`.
    public static void write(Run run, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("run.json"), JSON.writeValueAsString(run.about()));
        Files.writeString(folder.resolve("verdict.json"), JSON.writeValueAsString(run.verdict()));
        Files.writeString(folder.resolve("facts.json"), JSON.writeValueAsString(run.facts()));
        Files.writeString(folder.resolve("report.html"), Page.of(run));
    }

    /// Prints the verdict.
    public static void print(Run run, Path folder, PrintStream out) {
        var verdict = run.verdict();
        var counts = verdict.counts();
        var bill = verdict.bill();
        out.printf(
                "%n%d conversations accepted, %d refused, %d unknown (%d of them stored); %d tries%n",
                counts.accepted(),
                counts.refused(),
                counts.unknown(),
                counts.recovered(),
                counts.attempts());
        out.printf("outcomes: %s%n", counts.outcomes());
        out.printf(
                "%d faults of %d kinds; %d calls to the provider: %d needed again after a failure, %d unavoidable, %d avoidable%n",
                run.facts().faults().size(),
                verdict.recoveries().size(),
                bill.calls(),
                bill.needed(),
                bill.unavoidable(),
                bill.avoidable());
        for (var recovery : verdict.recoveries()) {
            out.println("  " + recovery.line());
        }
        verdict.findings().stream()
                .limit(SHOWN)
                .forEach(finding ->
                        out.printf(
                                "  %s %s: %s%n", finding.kind(), finding.key(), finding.detail()));
        out.printf(
                "%s%nreport: %s%n",
                verdict.findings().isEmpty()
                        ? "no finding"
                        : verdict.findings().size() + " FINDINGS",
                folder.resolve("report.html"));
    }
}
