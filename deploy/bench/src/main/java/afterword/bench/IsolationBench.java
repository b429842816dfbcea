// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.bench.Report.Goal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// Whether long transcripts, being formatted on all cores, are felt by short ones and at the
/// gateway.
final class IsolationBench {

    private static final int TURNS = 1_000;
    private static final Duration TIME = Duration.ofSeconds(12);
    private static final Goal NONE = Goal.NONE;

    private final Bed bed;
    private final Report report;

    IsolationBench(Bed bed, Report report) {
        this.bed = bed;
        this.report = report;
    }

    /// What the small ones felt.
    private record Felt(Histogram small, Histogram gateway) {}

    void run() throws IOException {
        try (var rig = bed.onRabbit()) {
            rig.simulator(Duration.ofMillis(50));
            rig.startAll(Tuning.usual().with("AFTERWORD_ANALYSIS_RUN_IN_FLIGHT", "128"));
            felt(rig, Duration.ofSeconds(6), 0);
            var without = felt(rig, TIME, 1_000_000);
            var stop = new AtomicBoolean();
            var posted = new AtomicLong();
            var heavy = Thread.ofPlatform().start(() -> pressOn(rig, stop, posted));
            try {
                Pause.of(Duration.ofSeconds(3));
                var before = rig.usage();
                var with = felt(rig, TIME, 2_000_000);
                var cpu = Rig.cpuBetween(before, rig.usage());
                report("one short conversation", without.small(), with.small(), cpu);
                report("GET at the gateway", without.gateway(), with.gateway(), cpu);
            } finally {
                stop.set(true);
                join(heavy);
            }
            report.add(
                    "isolation",
                    "long transcripts handed over meanwhile",
                    (double) posted.get(),
                    "",
                    NONE);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(40));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void report(String what, Histogram without, Histogram with, Map<String, Long> cpu) {
        double alone = without.getValueAtPercentile(99) / 1e3;
        double pressed = with.getValueAtPercentile(99) / 1e3;
        report.add("isolation", what + ": p99 without long ones", alone, "ms", NONE);
        report.add("isolation", what + ": p99 beside long ones", pressed, "ms", NONE);
        report.add(
                "isolation",
                what + ": ratio",
                pressed / alone,
                "",
                Goal.atMost(1.5, 1.5),
                Map.of("cpuMillis", cpu));
    }

    /// Keeps a few long conversations in the line at any time.
    private static void pressOn(Rig rig, AtomicBoolean stop, AtomicLong posted) {
        var bodies = Conversations.ofTurns("long", TURNS);
        var threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            long first = i * 1_000_000L;
            threads[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                try (var caller = new Caller(rig.gateway())) {
                                    for (long n = first; !stop.get(); n++) {
                                        LineBench.end(caller, bodies.body(n));
                                        posted.incrementAndGet();
                                    }
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
        for (var thread : threads) {
            join(thread);
        }
    }

    private static Felt felt(Rig rig, Duration time, long first) throws IOException {
        var bodies = Conversations.ofSize("short", 1_500);
        var felt = new Felt(new Histogram(60_000_000, 3), new Histogram(60_000_000, 3));
        try (var caller = new Caller(rig.gateway())) {
            long end = System.nanoTime() + time.toNanos();
            for (long n = first; System.nanoTime() < end; n++) {
                felt.small().recordValue(LineBench.roundTrip(caller, bodies.body(n)));
                for (int i = 0; i < 5; i++) {
                    long start = System.nanoTime();
                    caller.get("/v1/outcomes?limit=1");
                    felt.gateway().recordValue((System.nanoTime() - start) / 1_000);
                }
            }
        }
        return felt;
    }
}
