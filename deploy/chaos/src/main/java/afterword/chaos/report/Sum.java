// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.report;

import afterword.chaos.check.Departure;
import afterword.chaos.check.Facts;
import afterword.chaos.check.Finding;
import afterword.chaos.check.Journaling;
import afterword.chaos.check.Limits;
import afterword.chaos.check.Outage;
import afterword.chaos.check.Recovery;
import afterword.chaos.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// Several runs added up, as tables in Markdown. Each is judged anew, so that all are by the same
/// rules.
public final class Sum {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Part(Run.About about, Facts facts, Verdict verdict) {

        static Part of(Path folder) throws IOException {
            var about =
                    JSON.readValue(Files.readString(folder.resolve("run.json")), Run.About.class);
            var facts = JSON.readValue(Files.readString(folder.resolve("facts.json")), Facts.class);
            return new Part(about, facts, Verdict.of(facts, Limits.goals()));
        }

        long found(Finding.Kind kind) {
            return verdict.count(kind);
        }

        List<String> kinds() {
            return facts.faults().stream().map(fault -> fault.kind()).distinct().toList();
        }
    }

    private final List<Part> parts;
    private final StringBuilder text = new StringBuilder();

    private Sum(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /// The tables.
    ///
    /// @param folders of reports
    public static String of(List<Path> folders) throws IOException {
        var parts = new ArrayList<Part>();
        for (var folder : folders) {
            parts.add(Part.of(folder));
        }
        parts.sort(Comparator.comparingLong(part -> part.about().at()));
        var sum = new Sum(parts);
        sum.runs();
        sum.journaling();
        sum.recoveries();
        sum.outages();
        sum.deploys();
        sum.killPoints();
        return sum.text.toString();
    }

    private void runs() {
        head(
                "begun",
                "broker",
                "seed",
                "took",
                "accepted",
                "unknown, of them stored",
                "faults (kinds)",
                "outcomes",
                "lost",
                "stored twice",
                "fence broken",
                "stuck",
                "other findings",
                "calls",
                "needed",
                "unavoidable",
                "avoidable");
        parts.forEach(part -> run(part, part.about()));
        if (parts.size() > 1) {
            row(
                    "**sum**",
                    "",
                    "",
                    minutes(sum(part -> part.about().seconds())),
                    count(sum(part -> part.verdict().counts().accepted())),
                    "%d, %d"
                            .formatted(
                                    sum(part -> part.verdict().counts().unknown()),
                                    sum(part -> part.verdict().counts().recovered())),
                    "%d (%d)"
                            .formatted(
                                    sum(part -> part.facts().faults().size()),
                                    parts.stream()
                                            .flatMap(part -> part.kinds().stream())
                                            .collect(Collectors.toCollection(TreeSet::new))
                                            .size()),
                    outcomes(parts),
                    count(sum(part -> part.found(Finding.Kind.LOST))),
                    count(sum(part -> part.found(Finding.Kind.STORED_TWICE))),
                    count(sum(part -> part.found(Finding.Kind.FENCE_BROKEN))),
                    count(sum(part -> part.found(Finding.Kind.STUCK))),
                    count(sum(Sum::others)),
                    count(sum(part -> part.verdict().bill().calls())),
                    count(sum(part -> part.verdict().bill().needed())),
                    count(sum(part -> part.verdict().bill().unavoidable())),
                    count(sum(part -> part.verdict().bill().avoidable())));
        }
        text.append('\n');
    }

    private void run(Part part, Run.About about) {
        var counts = part.verdict().counts();
        var bill = part.verdict().bill();
        row(
                Instant.EPOCH
                        .plus(about.at(), ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString(),
                about.broker(),
                Long.toString(about.seed()),
                minutes(about.seconds()),
                count(counts.accepted()),
                "%d, %d".formatted(counts.unknown(), counts.recovered()),
                "%d (%d)".formatted(part.facts().faults().size(), part.kinds().size()),
                outcomes(List.of(part)),
                count(part.found(Finding.Kind.LOST)),
                count(part.found(Finding.Kind.STORED_TWICE)),
                count(part.found(Finding.Kind.FENCE_BROKEN)),
                count(part.found(Finding.Kind.STUCK)),
                count(others(part)),
                count(bill.calls()),
                count(bill.needed()),
                count(bill.unavoidable()),
                count(bill.avoidable()));
    }

    /// Findings without a column; avoidable calls have one.
    private static long others(Part part) {
        return part.verdict().findings().stream()
                .filter(finding ->
                        switch (finding.kind()) {
                            case LOST, STORED_TWICE, FENCE_BROKEN, STUCK, PAID_TWICE -> false;
                            case PHANTOM, UNEXPECTED, SLOW_RECOVERY, ACCEPT, DEPLOY -> true;
                        })
                .count();
    }

    private static String outcomes(List<Part> parts) {
        Map<String, Integer> all = new TreeMap<>();
        parts.forEach(part ->
                part.verdict()
                        .counts()
                        .outcomes()
                        .forEach((status, count) -> all.merge(status, count, Integer::sum)));
        return all.entrySet().stream()
                .map(it -> count(it.getValue()) + " " + it.getKey())
                .collect(Collectors.joining(", "));
    }

    private void journaling() {
        var it = Journaling.of(parts.stream().map(Part::facts).toList());
        head("from the reply to the journal, replies", "p50, ms", "p99, ms", "max, ms");
        row(count(it.replies()), millis(it.median()), millis(it.late()), millis(it.most()));
        text.append('\n');
    }

    private static String millis(long micros) {
        return count(micros / 1000);
    }

    private void recoveries() {
        head(
                "fault",
                "times",
                "calls in flight",
                "made again",
                "runs taken over",
                "p50, s",
                "max, s",
                "next outcome p50, s",
                "max, s",
                "caught up p50, s",
                "max, s");
        for (var it : Recovery.of(parts.stream().map(Part::facts).toList(), Limits.goals())) {
            row(
                    it.kind(),
                    count(it.faults()),
                    count(it.calls().inFlight()),
                    count(it.calls().again()),
                    count(it.takeOvers().count()),
                    Page.median(it.takeOvers()),
                    Page.most(it.takeOvers()),
                    Page.median(it.first()),
                    Page.most(it.first()),
                    Page.median(it.caughtUp()),
                    Page.most(it.caughtUp()));
        }
        text.append('\n');
    }

    private void outages() {
        head("away", "for, s", "first tries", "answered 202", "slowest answer, s");
        for (var part : parts) {
            for (Outage it : part.facts().outages()) {
                row(
                        it.store(),
                        Recovery.seconds(it.to() - it.from()),
                        count(it.first()),
                        count(it.accepted()),
                        Recovery.seconds(it.slowest()));
            }
        }
        text.append('\n');
    }

    private void deploys() {
        Map<String, List<Departure>> services = new TreeMap<>();
        for (var part : parts) {
            for (var it : part.facts().departures()) {
                services.computeIfAbsent(
                                it.name().replaceAll("-[0-9]+[.][0-9]+$", ""),
                                _ -> new ArrayList<>())
                        .add(it);
            }
        }
        head(
                "service",
                "deploys",
                "SIGTERM to exit p50, s",
                "max, s",
                "beyond the longest call in flight, max, s",
                "requests unanswered");
        services.forEach((service, departures) -> {
            var took = Recovery.Times.of(times(departures, it -> it.exitedAt() - it.askedAt()));
            var beyond =
                    Recovery.Times.of(
                            times(
                                    departures,
                                    it -> it.exitedAt() - it.askedAt() - it.longestCall()));
            row(
                    service,
                    count(departures.size()),
                    Recovery.seconds(took.median()),
                    Recovery.seconds(took.most()),
                    Recovery.seconds(beyond.most()),
                    count(departures.stream().mapToLong(Departure::unanswered).sum()));
        });
        text.append('\n');
    }

    private static List<Long> times(List<Departure> departures, ToLongFunction<Departure> of) {
        return departures.stream().mapToLong(of).boxed().toList();
    }

    private void killPoints() {
        Map<String, int[]> points = new TreeMap<>();
        for (var part : parts) {
            for (var hit : part.about().hits()) {
                var counts = points.computeIfAbsent(hit.point(), _ -> new int[2]);
                counts[0]++;
                counts[1] += hit.snappedAt() > 0 ? 1 : 0;
            }
        }
        head("kill point", "tried", "hit");
        points.forEach((point, counts) -> row(point, count(counts[0]), count(counts[1])));
    }

    private long sum(ToLongFunction<Part> of) {
        return parts.stream().mapToLong(of).sum();
    }

    private void head(String first, String... others) {
        text.append("| ").append(first).append(" | ").append(String.join(" | ", others));
        text.append(" |\n| --- |").append(" --: |".repeat(others.length)).append('\n');
    }

    private void row(String first, String... others) {
        text.append("| ").append(first).append(" | ").append(String.join(" | ", others));
        text.append(" |\n");
    }

    private static String count(long number) {
        return "%,d".formatted(number);
    }

    private static String minutes(long seconds) {
        return "%d min".formatted(Duration.ofSeconds(seconds + 30).toMinutes());
    }
}
