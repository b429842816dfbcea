// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.report;

import static afterword.chaos.report.Html.endOfTable;
import static afterword.chaos.report.Html.row;
import static afterword.chaos.report.Html.table;
import static afterword.chaos.report.Html.text;

import afterword.chaos.check.Finding;
import afterword.chaos.check.Journaling;
import afterword.chaos.check.Recovery;
import afterword.chaos.check.Recovery.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The page that a stranger reads: what was promised, what was done to it, what came out.
final class Page {

    private static final int SHOWN = 200;

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Afterword under faults</title>
            <style>
            :root { --ink:#1c2430; --soft:#5a6675; --paper:#fff; --tint:#f3f5f8; --line:#d9dfe6; --good:#12724a; --bad:#b3261e; --bar:#3d6fb6 }
            @media (prefers-color-scheme: dark) { :root { --ink:#e6eaf0; --soft:#9aa7b6; --paper:#12161c; --tint:#1b212a; --line:#2f3945; --good:#5fd39c; --bad:#ff8a80; --bar:#7fa8e6 } }
            * { box-sizing:border-box }
            body { margin:0 auto; padding:2rem 1.25rem 4rem; max-width:64rem; background:var(--paper); color:var(--ink); font:16px/1.5 system-ui,sans-serif }
            h1 { font-size:1.6rem; margin:0 0 .25rem } h2 { font-size:1.15rem; margin:2.5rem 0 .5rem }
            p { margin:.4rem 0; max-width:46rem } .soft, figcaption { color:var(--soft); font-size:.9rem }
            .verdict { font-size:1.25rem; font-weight:600; padding:.9rem 1.1rem; border-left:.4rem solid; background:var(--tint); margin:1.25rem 0 }
            .good { color:var(--good); border-color:var(--good) } .bad { color:var(--bad); border-color:var(--bad) }
            .cards { display:grid; grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr)); gap:.75rem; margin:1rem 0 }
            .card { background:var(--tint); padding:.75rem .9rem } .card b { display:block; font-size:1.5rem; font-variant-numeric:tabular-nums }
            .card span { color:var(--soft); font-size:.85rem }
            .wide { overflow-x:auto } table { border-collapse:collapse; width:100%; font-size:.92rem }
            th,td { text-align:right; vertical-align:top; padding:.3rem .6rem; border-bottom:1px solid var(--line); font-variant-numeric:tabular-nums }
            thead th { color:var(--soft); font-weight:500; vertical-align:bottom } tbody th { font-weight:400; text-align:left } thead th:first-child { text-align:left }
            .word, thead th.word { text-align:left } svg { width:100%; height:auto; display:block } svg text { fill:var(--soft); font-size:11px }
            </style></head><body>
            """;

    private final Run run;
    private final StringBuilder page = new StringBuilder(HEAD);

    private Page(Run run) {
        this.run = run;
    }

    static String of(Run run) {
        var page = new Page(run);
        page.top();
        page.cards();
        page.findings();
        page.promises();
        page.timeline();
        page.faults();
        page.bill();
        page.outages();
        page.deploys();
        page.killPoints();
        page.history();
        page.leftOut();
        page.reading();
        return page.page.append("</body></html>\n").toString();
    }

    private void top() {
        var verdict = run.verdict();
        boolean good = verdict.findings().isEmpty();
        page.append("<h1>Afterword under faults</h1>\n<p class=\"soft\">")
                .append(
                        text(
                                "Tier %s, seed %d, %s. Begun %s, %d min %d s; %.0f conversations a second."
                                        .formatted(
                                                run.tier(),
                                                run.seed(),
                                                run.broker(),
                                                time(run.at()),
                                                run.seconds() / 60,
                                                run.seconds() % 60,
                                                run.perSecond())))
                .append("</p>\n<p>")
                .append(
                        """
                        Conversations are handed over without a pause while processes are killed and frozen, networks fail and servers
                        restart. Afterwards every ledger is compared with every other: what the producers were promised, what the database
                        holds, what readers saw, and what the model provider was asked.\
                        """)
                .append("</p>\n<p class=\"verdict ")
                .append(good ? "good\">" : "bad\">")
                .append(
                        good
                                ? text(
                                        "Every promise was kept: %,d accepted, none lost, none twice, through %d faults."
                                                .formatted(
                                                        verdict.counts().accepted(),
                                                        run.facts().faults().size()))
                                : text(findings(verdict.findings().size()) + ", each told below."))
                .append("</p>\n");
    }

    private static String findings(int many) {
        return many == 1 ? "1 finding" : many + " findings";
    }

    private static String time(long micros) {
        return Instant.EPOCH
                .plus(micros, ChronoUnit.MICROS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private void cards() {
        var counts = run.verdict().counts();
        page.append("<div class=\"cards\">");
        card(counts.accepted(), "conversations accepted");
        card(counts.attempts(), "tries to hand them over");
        card(
                run.facts().faults().size(),
                "faults of " + run.verdict().recoveries().size() + " kinds");
        card(run.verdict().bill().calls(), "calls to the provider");
        card(counts.unknown(), "answers never learnt; " + counts.recovered() + " of them stored");
        card(counts.refused(), "rightly refused (4xx)");
        page.append("</div>\n");
        int accepted = counts.accepted();
        if (accepted > 0 && run.verdict().count(Finding.Kind.LOST) == 0) {
            page.append("<p class=\"soft\">No loss in ")
                    .append(text("%,d".formatted(accepted)))
                    .append(" accepted: with 95 % confidence fewer than ")
                    .append(text("%.3f %%".formatted(300.0 / accepted)))
                    .append(" are lost under such faults (three divided by n).</p>\n");
        }
    }

    private void card(long number, String words) {
        page.append("<div class=\"card\"><b>")
                .append(text("%,d".formatted(number)))
                .append("</b><span>")
                .append(text(words))
                .append("</span></div>");
    }

    private void promises() {
        page.append("<h2>The promises</h2>\n")
                .append(table("finding", "~what it would mean", "found"));
        for (var kind : Finding.Kind.values()) {
            page.append(
                    row(
                            kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            kind.meaning(),
                            run.verdict().count(kind)));
        }
        page.append(endOfTable());
        page.append("<p class=\"soft\">Outcomes in the database: ")
                .append(text(outcomes()))
                .append("</p>\n");
    }

    private String outcomes() {
        return new TreeMap<>(run.verdict().counts().outcomes())
                .entrySet().stream()
                        .map(it -> "%,d %s".formatted(it.getValue(), it.getKey()))
                        .collect(Collectors.joining(", "));
    }

    /// Outcomes per second over the run, with the faults as bands behind them.
    private void timeline() {
        var events = run.facts().database().events();
        long from = events.stream().mapToLong(it -> it.storedAt()).min().orElse(run.at());
        long to =
                Math.max(
                        events.stream().mapToLong(it -> it.endedAt()).max().orElse(from),
                        from + 1_000_000);
        int columns = 240;
        var counts = new int[columns];
        long width = Math.max(1, (to - from) / columns + 1);
        events.stream()
                .filter(it -> it.endedAt() > 0)
                .forEach(it -> counts[(int) ((it.endedAt() - from) / width)]++);
        int most = 1;
        for (int count : counts) {
            most = Math.max(most, count);
        }
        page.append(
                "<h2>The run</h2>\n<figure style=\"margin:0\"><svg viewBox=\"0 0 960 170\" role=\"img\" aria-label=\"Outcomes over time with the faults behind them\">");
        for (var fault : run.facts().faults()) {
            double x = 960.0 * (fault.from() - from) / (to - from);
            double wide = Math.max(1.5, 960.0 * (fault.to() - fault.from()) / (to - from));
            page.append(
                    "<rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"150\" fill=\"var(--bad)\" opacity=\"0.13\"><title>%s</title></rect>"
                            .formatted(x, wide, text(fault.kind() + ": " + fault.target())));
        }
        for (int column = 0; column < columns; column++) {
            double height = 140.0 * counts[column] / most;
            page.append(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"3.2\" height=\"%.1f\" fill=\"var(--bar)\"/>"
                            .formatted(column * 4.0, 150 - height, height));
        }
        page.append(
                "<text x=\"0\" y=\"165\">0 s</text><text x=\"960\" y=\"165\" text-anchor=\"end\">%d s</text><text x=\"4\" y=\"12\">%.0f outcomes a second</text></svg>"
                        .formatted((to - from) / 1_000_000, most * 1e6 / width));
        page.append(
                "<figcaption>Bars: outcomes reached. Shaded: a fault at work; until what was hit is ready again; hold the pointer over it for its name.</figcaption></figure>\n");
    }

    private void faults() {
        page.append("<h2>Faults, and how long until all was well</h2>\n")
                .append(
                        table(
                                "kind",
                                "times",
                                "calls in flight",
                                "made again",
                                "runs taken over",
                                "take-over p50, s",
                                "max, s",
                                "next outcome p50, s",
                                "max, s",
                                "caught up p50, s",
                                "max, s"));
        for (var it : run.verdict().recoveries()) {
            page.append(
                    row(
                            it.kind(),
                            it.faults(),
                            it.calls().inFlight(),
                            it.calls().again(),
                            it.takeOvers().count(),
                            median(it.takeOvers()),
                            most(it.takeOvers()),
                            median(it.first()),
                            most(it.first()),
                            median(it.caughtUp()),
                            most(it.caughtUp())));
        }
        page.append(endOfTable())
                .append(
                        """
                        <p class="soft">Calls in flight: those of a killed process at that moment; made again: by whoever took its runs over.
                        Take-over: from the kill or the freeze until another process owned the victim's run. Next outcome: from the
                        end of the fault until an event stored after it had its outcome. Caught up: until all that was stored before had theirs.</p>
                        """);
    }

    static String median(Times times) {
        return times.count() == 0 ? "–" : Recovery.seconds(times.median());
    }

    static String most(Times times) {
        return times.count() == 0 ? "–" : Recovery.seconds(times.most());
    }

    private void bill() {
        var bill = run.verdict().bill();
        page.append("<h2>The bill</h2>\n")
                .append(table("calls", "number", "~meaning"))
                .append(row("all", bill.calls(), "reached the provider"))
                .append(row("answered", bill.answered(), "brought a good reply"))
                .append(row("needed again", bill.needed(), "after a call that brought none"))
                .append(
                        row(
                                "unavoidable",
                                bill.unavoidable(),
                                "the call before, or its reply, was in flight at a fault"))
                .append(row("avoidable", bill.avoidable(), "paid twice for nothing: a finding"))
                .append(endOfTable());
        var way = Journaling.of(List.of(run.facts()));
        page.append("<p class=\"soft\">")
                .append(
                        text(
                                "From a reply to its row in the journal, of %,d that no fault held up: %,d ms in the middle, %,d ms for one in a hundred, %,d ms at most. A kill within that time makes an answered call again."
                                        .formatted(
                                                way.replies(),
                                                way.median() / 1000,
                                                way.late() / 1000,
                                                way.most() / 1000)))
                .append("</p>\n");
    }

    private void outages() {
        if (run.facts().outages().isEmpty()) {
            return;
        }
        page.append("<h2>Accepting without a store</h2>\n")
                .append(
                        table(
                                "store away",
                                "for, s",
                                "first tries",
                                "answered 202",
                                "share",
                                "slowest answer, s"));
        for (var it : run.facts().outages()) {
            page.append(
                    row(
                            it.store(),
                            Recovery.seconds(it.to() - it.from()),
                            it.first(),
                            it.accepted(),
                            "%.2f %%".formatted(100.0 * it.accepted() / Math.max(1, it.first())),
                            Recovery.seconds(it.slowest())));
        }
        page.append(endOfTable());
    }

    private void deploys() {
        var departures = run.facts().departures();
        if (departures.isEmpty()) {
            return;
        }
        page.append("<h2>Deploys under load</h2>\n")
                .append(
                        table(
                                "process",
                                "SIGTERM to exit, s",
                                "its longest call took on, s",
                                "requests unanswered"));
        for (var it : departures) {
            page.append(
                    row(
                            it.name(),
                            Recovery.seconds(it.exitedAt() - it.askedAt()),
                            Recovery.seconds(it.longestCall()),
                            it.unanswered()));
        }
        page.append(endOfTable());
    }

    private void killPoints() {
        if (run.hits().isEmpty()) {
            return;
        }
        Map<String, int[]> points = new TreeMap<>();
        for (var hit : run.hits()) {
            var counts = points.computeIfAbsent(hit.point(), _ -> new int[2]);
            counts[0]++;
            counts[1] += hit.snappedAt() > 0 ? 1 : 0;
        }
        page.append("<h2>Kill points</h2>\n").append(table("the process died …", "tried", "hit"));
        points.forEach((point, counts) -> page.append(row(point, counts[0], counts[1])));
        page.append(endOfTable())
                .append(
                        """
                        <p class="soft">Each is a moment on the wire: the proxy holds the bytes, kills the process with -9, and lets nothing more
                        through. The services know nothing of it.</p>
                        """);
    }

    private void findings() {
        var findings = run.verdict().findings();
        if (!findings.isEmpty()) {
            page.append("<h2>Findings</h2>\n").append(table("kind", "~who", "~what was seen"));
            findings.stream()
                    .sorted(Comparator.comparing(Finding::kind))
                    .limit(SHOWN)
                    .forEach(it -> page.append(row(it.kind(), it.key(), it.detail())));
            page.append(endOfTable());
        }
    }

    /// Every fault in its order, folded.
    private void history() {
        if (run.facts().faults().isEmpty()) {
            return;
        }
        page.append("<h2>Each fault</h2>\n<details><summary>")
                .append(run.facts().faults().size())
                .append(" in their order</summary>\n")
                .append(table("after, s", "~fault", "~of", "for, s"));
        run.facts().faults().stream()
                .sorted(Comparator.comparingLong(fault -> fault.from()))
                .forEach(fault ->
                        page.append(
                                row(
                                        Recovery.seconds(fault.from() - run.at()),
                                        fault.kind(),
                                        fault.victim().isEmpty() || fault.target().contains(": ")
                                                ? fault.target()
                                                : fault.victim(),
                                        Recovery.seconds(fault.to() - fault.from()))));
        page.append(endOfTable())
                .append(
                        """
                        <p class="soft">Seconds since the run began; a fault of a process ends when the process is ready again. The number behind
                        the dot counts the starts of a process.</p></details>
                        """);
    }

    private void leftOut() {
        if (!run.leftOut().isEmpty()) {
            page.append("<h2>Left out</h2>\n<p>There was no time for ")
                    .append(run.leftOut().size())
                    .append(" more: ")
                    .append(text(String.join("; ", run.leftOut())))
                    .append(".</p>\n");
        }
    }

    private void reading() {
        page.append("<h2>How to read this</h2>\n<p>Repeat it: <code>")
                .append(text(run.command()))
                .append(
                        "</code>. The seed decides conversations, faults and their order; the moment at which a fault meets a process is chance. The raw data lie beside this page: <code>facts.json</code>, <code>verdict.json</code> and, line by line as they were written, <code>ledgers/</code>. What the findings mean, and what the suite cannot show, stands in docs/reliability.md.</p>\n");
    }
}
