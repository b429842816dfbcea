// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.bench.Report.Goal;
import afterword.local.Service;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/// What the whole line costs: for one conversation, for many, and for very many at once.
final class LineBench {

    private static final Goal NONE = Goal.NONE;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int TRIES = 30;
    private static final int WARM_ONE = 3_000;

    /// Conversations one after the other, by so many drivers: some thirty a second for 15 s.
    private static final int WARM_ALONE = 60;

    private static final int ALONE = 8;

    private static final int DRAINED = 20_000;
    private static final int DRAINED_BEFORE = 5_000;
    private static final Conversations DRAIN = Conversations.ofSize("drain", 1_500);

    /// As many runs at once as keep two cores busy with calls of 50 ms.
    private static final Tuning WIDE =
            Tuning.usual()
                    .with("AFTERWORD_ANALYSIS_RUN_IN_FLIGHT", "256")
                    .with("AFTERWORD_LLM_CALLS_IN_FLIGHT", "768");

    /// Settings of the line, each against what we ship in the same run.
    private static final List<String> COMPARED =
            List.of(
                    "",
                    "AFTERWORD_EVENTS_INTAKE_BATCH_SIZE=32 AFTERWORD_EVENTS_INTAKE_IN_FLIGHT=64",
                    "AFTERWORD_EVENTS_INTAKE_BATCH_SIZE=512 AFTERWORD_EVENTS_INTAKE_IN_FLIGHT=1024",
                    "AFTERWORD_ANALYSIS_INTAKE_BATCH_SIZE=16",
                    "AFTERWORD_ANALYSIS_INTAKE_BATCH_SIZE=256",
                    "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE=24",
                    "AFTERWORD_ANALYSIS_RUN_IN_FLIGHT=64 AFTERWORD_LLM_CALLS_IN_FLIGHT=192",
                    "AFTERWORD_ANALYSIS_RUN_IN_FLIGHT=1024 AFTERWORD_LLM_CALLS_IN_FLIGHT=3072",
                    "AFTERWORD_ANALYSIS_HTTP_THREADS=2",
                    "-Djdk.virtualThreadScheduler.parallelism=4",
                    "");

    private final Bed bed;
    private final Report report;

    LineBench(Bed bed, Report report) {
        this.bed = bed;
        this.report = report;
    }

    /// One conversation at a time: from the POST until its outcome can be read, less the longest
    /// call; beside what the machine takes to wake anybody.
    void overhead() throws IOException {
        var latency = Duration.ofMillis(200);
        try (var rig = bed.onRabbit()) {
            rig.simulator(latency);
            rig.startAll(WIDE);
            var bodies = Conversations.ofSize("one", 1_500);
            try (var load = new HttpLoad(rig.gateway(), 64, bodies, 1_000_000)) {
                // the compilers see the path a few thousand times, as in any process of a day's age
                insist(load, WARM_ONE);
                awaitEnds(rig, WARM_ONE);
            }
            warmAlone(rig, bodies);
            Pause.of(Bed.SETTLE);
            report.add(
                    "overhead",
                    "one byte there and back after 50 ms",
                    WakeUp.roundTrip(Duration.ofMillis(50), 60),
                    "ms",
                    NONE);
            overhead(rig, bodies, latency);
        }
    }

    /// A conversation alone takes other ways than a hundred together, each batch being one: they
    /// are compiled as well, as in any process of a day's age.
    private static void warmAlone(Rig rig, Conversations bodies) throws IOException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var drivers = new ArrayList<Callable<Void>>();
            for (int i = 0; i < ALONE; i++) {
                long first = (i + 1) * 10_000L;
                drivers.add(() -> {
                    try (var caller = new Caller(rig.gateway())) {
                        for (int n = 0; n < WARM_ALONE; n++) {
                            roundTrip(caller, bodies.body(first + n));
                        }
                    }
                    return null;
                });
            }
            for (var driver : threads.invokeAll(drivers)) {
                driver.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        } catch (ExecutionException e) {
            throw new IOException("a conversation of the warm-up did not end", e.getCause());
        }
    }

    private void overhead(Rig rig, Conversations bodies, Duration latency) throws IOException {
        int warm = 10;
        int counted = 100;
        var times = new Histogram(60_000_000, 3);
        var accepts = new Histogram(60_000_000, 3);
        try (var caller = new Caller(rig.gateway())) {
            for (int i = 0; i < warm + counted; i++) {
                long start = System.nanoTime();
                var accepted = accept(caller, bodies.body(i));
                long accept = System.nanoTime();
                awaitOutcome(caller, accepted);
                if (i >= warm) {
                    accepts.recordValue((accept - start) / 1_000);
                    times.recordValue((System.nanoTime() - start) / 1_000);
                }
            }
        }
        double less = latency.toMillis();
        var what = "POST to outcome readable, less the call of 200 ms";
        report.add("overhead", "POST to 202: p50", millis(accepts, 50), "ms", NONE);
        report.add("overhead", what + ": p50", millis(times, 50) - less, "ms", Goal.atMost(8, 5));
        report.add("overhead", what + ": p99", millis(times, 99) - less, "ms", Goal.atMost(25, 15));
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }

    /// One conversation from its POST to its outcome.
    ///
    /// @return microseconds
    static long roundTrip(Caller caller, byte[] body) throws IOException {
        long start = System.nanoTime();
        awaitOutcome(caller, accept(caller, body));
        return (System.nanoTime() - start) / 1_000;
    }

    /// One conversation from its POST to its end, whatever that is: five hundred questions do not
    /// fit into the answer that the analysis allows.
    static void end(Caller caller, byte[] body) throws IOException {
        var answer = caller.get(accept(caller, body).location() + "&wait=30s");
        if (!answer.body().contains("\"ended_at\"")) {
            throw new IOException("no end within 30 s");
        }
    }

    private static Caller.Answer accept(Caller caller, byte[] body) throws IOException {
        var accepted = caller.post(body);
        if (accepted.status() != 202) {
            throw new IOException("not accepted: " + accepted.status());
        }
        return accepted;
    }

    private static void awaitOutcome(Caller caller, Caller.Answer accepted) throws IOException {
        var answer = caller.get(accepted.location() + "&wait=30s");
        if (!answer.body().contains("\"PROCESSED\"")) {
            throw new IOException("not processed: " + answer.status());
        }
    }

    /// Many conversations, from the first POST to the last end.
    void drain() {
        try (var rig = bed.onRabbit()) {
            begin(rig, WIDE);
            var drain = drain(rig);
            report.add(
                    "drain",
                    "20,000 events, three calls of 50 ms, end to end",
                    drain.rate(),
                    "/s",
                    Goal.atLeast(1_000, 1_500),
                    drain.raw());
            addCpu("drain", drain.cpu(), DRAINED);
            for (var table : List.of("analysis.part", "analysis.run", "events.event")) {
                report.add(
                        "drain",
                        "updates of " + table + " that touched no index",
                        hotUpdates(rig, table),
                        "%",
                        NONE);
            }
        }
    }

    /// The same under different settings of all three services; what we ship comes first and last,
    /// so that the noise can be seen.
    void settings() {
        double shipped = 0;
        for (var words : Tuning.compared(COMPARED)) {
            try (var rig = bed.onRabbit()) {
                begin(rig, WIDE.with(words));
                var drain = drain(rig);
                shipped = shipped == 0 ? drain.rate() : shipped;
                report.add(
                        "drain-settings",
                        "%s: %.0f/s, %.2f ms CPU an event; of the shipped settings' rate"
                                .formatted(
                                        Tuning.named(words),
                                        drain.rate(),
                                        sum(drain.cpu()) / (double) DRAINED),
                        drain.rate() / shipped,
                        "",
                        NONE,
                        drain.raw());
            }
        }
    }

    /// Starts the line and lets it drain some events that do not count.
    private static void begin(Rig rig, Tuning tuning) {
        rig.simulator(Duration.ofMillis(50));
        rig.startAll(tuning);
        try (var load = new HttpLoad(rig.gateway(), 64, DRAIN, 0)) {
            insist(load, DRAINED_BEFORE); // a cold gateway may turn some away
        }
        awaitEnds(rig, DRAINED_BEFORE);
        Pause.of(Bed.SETTLE);
    }

    /// What a drain took.
    ///
    /// @param rate events a second
    /// @param cpu milliseconds of each process
    private record Drain(double rate, Map<String, Long> cpu, Map<String, Object> raw) {}

    private static Drain drain(Rig rig) {
        try (var load = new HttpLoad(rig.gateway(), 64, DRAIN, DRAINED_BEFORE)) {
            var before = rig.usage();
            long start = System.nanoTime();
            var accepted = post(load, DRAINED);
            double acceptSeconds = (System.nanoTime() - start) / 1e9;
            awaitEnds(rig, DRAINED_BEFORE + DRAINED);
            double seconds = (System.nanoTime() - start) / 1e9;
            var cpu = Rig.cpuBetween(before, rig.usage());
            return new Drain(
                    DRAINED / seconds,
                    cpu,
                    Map.of(
                            "seconds",
                            seconds,
                            "acceptSeconds",
                            acceptSeconds,
                            "acceptP99Millis",
                            accepted.millis(99),
                            "cpuMillisPerEvent",
                            AcceptBench.perEvent(cpu, DRAINED)));
        }
    }

    private void addCpu(String area, Map<String, Long> millis, int events) {
        millis.forEach((name, taken) ->
                report.add(area, "CPU of " + name, taken / (double) events, "ms/event", NONE));
        report.add(area, "CPU of all", sum(millis) / (double) events, "ms/event", NONE);
    }

    /// Percent of a table's updates that stayed on their page.
    private static double hotUpdates(Rig rig, String table) {
        return rig.number(
                "select 100 * n_tup_hot_upd / greatest(n_tup_upd, 1) from pg_stat_user_tables where relid = '"
                        + table
                        + "'::regclass");
    }

    private static long sum(Map<String, Long> cpu) {
        return cpu.values().stream().mapToLong(Long::longValue).sum();
    }

    private static HttpLoad.Result post(HttpLoad load, int events) {
        var result = load.closed(LIMIT, events);
        AcceptBench.checkAccepted(result);
        return result;
    }

    /// Hands over until all are accepted; what is turned away is repeated a second later, as a good
    /// producer does.
    ///
    /// @return how many requests were turned away
    private static long insist(HttpLoad load, int events) {
        long accepted = 0;
        long turnedAway = 0;
        for (int i = 0; i < TRIES && accepted < events; i++) {
            if (i > 0) {
                Pause.of(AGAIN);
            }
            var result = load.closed(LIMIT, events - accepted);
            accepted += result.answered();
            turnedAway += result.refused();
        }
        if (accepted < events) {
            throw new IllegalStateException(
                    "only %d of %d accepted in %d tries".formatted(accepted, events, TRIES));
        }
        return turnedAway;
    }

    /// The feed's head counts the ends, each once.
    static void awaitEnds(Rig rig, long ends) {
        boolean all =
                Pause.until(
                        LIMIT,
                        Duration.ofMillis(50),
                        () -> rig.number("select head from events.feed") >= ends);
        if (!all) {
            throw new IllegalStateException(
                    "only %d of %d events ended within %d s"
                            .formatted(
                                    rig.number("select head from events.feed"),
                                    ends,
                                    LIMIT.toSeconds()));
        }
    }

    /// As many calls at once as one worker can hold.
    void inFlight() {
        int conversations = 3_400;
        // more and more at once, so that what is measured is a worker of a day's age with its
        // connections, and neither its compilers nor ten thousand handshakes
        int[] steps = {340, 1_000, 3_400};
        int warm = Arrays.stream(steps).sum();
        double call = 5;
        try (var rig = bed.onRabbit()) {
            rig.simulator(Duration.ofSeconds(5));
            var usual = Tuning.usual();
            rig.begin(Service.API_GATEWAY, usual);
            rig.begin(Service.EVENT_WORKER, usual);
            var worker =
                    rig.begin(
                            Service.ANALYSIS_WORKER,
                            usual.withHeap("640m")
                                    .with("AFTERWORD_ANALYSIS_RUN_IN_FLIGHT", "3400")
                                    .with("AFTERWORD_LLM_CALLS_IN_FLIGHT", "10200")
                                    // thousands of handshakes at once on two busy cores
                                    .with("AFTERWORD_ANALYSIS_HTTP_CONNECT_TIMEOUT", "10s"));
            rig.awaitAll();
            var bodies = Conversations.ofSize("wide", 1_500);
            try (var load = new HttpLoad(rig.gateway(), 64, bodies, 0)) {
                int ends = 0;
                for (int step : steps) {
                    ends += step;
                    insist(load, step);
                    awaitEnds(rig, ends);
                }
                Pause.of(Bed.SETTLE);
                var before = rig.usage();
                long first = System.nanoTime();
                long turnedAway = insist(load, conversations);
                long lastAccept = System.nanoTime();
                double acceptSeconds = (lastAccept - first) / 1e9;
                awaitEnds(rig, warm + conversations);
                double wall = (System.nanoTime() - lastAccept) / 1e9;
                var cpu = Rig.cpuBetween(before, rig.usage());
                var raw = new HashMap<String, Object>();
                raw.put("acceptSeconds", acceptSeconds);
                report.add(
                        "in flight",
                        "3,400 conversations, 10,200 calls of 5 s: wall after the last accept",
                        wall / call,
                        "x 5 s",
                        Goal.atMost(1.35, 1.10),
                        raw);
                report.add("in flight", "accepting them took", acceptSeconds, "s", NONE);
                report.add("in flight", "answered 503 and repeated", (double) turnedAway, "", NONE);
                addCpu("in flight", cpu, conversations);
                report.add(
                        "in flight",
                        "conversations not PROCESSED",
                        (double)
                                rig.number(
                                        "select count(*) from events.event where status <> 'PROCESSED'"),
                        "",
                        Goal.atMost(0, 0));
                report.add(
                        "in flight",
                        "highest RSS of the analysis-worker",
                        Usage.peakMegabytes(worker.pid()),
                        "MB",
                        Goal.atMost(1_100, 800));
            }
        }
    }

    /// 200,000 events wait, then workers start: 1, 2, 4, with calls of 1 s.
    void backlog() {
        int events = 200_000;
        for (int workers : new int[] {1, 2, 4}) {
            try (var rig = bed.onRabbit()) {
                rig.simulator(Duration.ofSeconds(1));
                rig.startAll(Tuning.usual());
                rig.end(Service.ANALYSIS_WORKER);
                var bodies = Conversations.ofSize("backlog", 1_500);
                try (var load = new HttpLoad(rig.gateway(), 64, bodies, 0)) {
                    AcceptBench.checkAccepted(load.closed(Duration.ofMinutes(5), events));
                }
                backlog(rig, workers);
            }
        }
    }

    /// The rate over two windows shows whether it is steady.
    private void backlog(Rig rig, int workers) {
        // a worker of 64 runs of 1 s does 64 a second at most: calls dominate
        for (int i = 0; i < workers; i++) {
            rig.start(Service.ANALYSIS_WORKER, Tuning.usual());
        }
        Pause.of(Duration.ofSeconds(10));
        for (int window = 1; window <= 2; window++) {
            long before = rig.number("select head from events.feed");
            long start = System.nanoTime();
            Pause.of(Duration.ofSeconds(20));
            double rate =
                    (double) (rig.number("select head from events.feed") - before)
                            / ((System.nanoTime() - start) / 1e9);
            report.add(
                    "backlog",
                    String.format(
                            Locale.ROOT,
                            "200,000 waiting, %d workers, window %d: rate",
                            workers,
                            window),
                    rate,
                    "/s",
                    NONE);
        }
        rig.usage()
                .forEach((name, usage) ->
                        report.add(
                                "backlog",
                                workers + " workers: RSS of " + name,
                                usage.rssMegabytes(),
                                "MB",
                                NONE));
    }
}
