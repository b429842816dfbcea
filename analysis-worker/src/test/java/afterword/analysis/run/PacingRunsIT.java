// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.RawServer;
import afterword.analysis.llm.TestModels;
import afterword.analysis.pacing.TestLanes;
import afterword.analysis.spi.Strategy;
import afterword.contract.AnalysisStatus;
import afterword.simulator.FaultRule;
import afterword.simulator.Latency;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.simulator.WireFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What hedges and budgets do, over real HTTP against the simulator. docs/llm.md quotes what these
/// runs print.
@Tag("slow")
@Timeout(240)
class PacingRunsIT {

    private static final Logger LOG = LoggerFactory.getLogger(PacingRunsIT.class);
    private static final Duration HEDGE_LEAST = Duration.ofMillis(250);

    private final Simulator simulator =
            Simulator.start(0, SimulatorSettings.with(Latency.parse("lognormal(80ms,0.3)")));
    private final JsonHttp http = TestModels.http(Duration.ofSeconds(10), Duration.ofSeconds(5));

    @AfterEach
    void close() {
        http.close();
        simulator.close();
    }

    /// From the answer of the winner to the loser's server seeing the connection end, a hundred
    /// times.
    @Test
    void loserIsCancelledWithin100Milliseconds() throws Exception {
        var slowest = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            try (var silent = new RawServer(RawServer.Wire::hold)) {
                var base = silent.uri().resolve("/").toString();
                var models =
                        new Models(
                                new Models.Route(
                                        TestModels.at("main", base, "one", false, http),
                                        64,
                                        Models.Limits.NONE),
                                models(true).fallback());
                var lanes = TestLanes.of(models, TestLanes.settings(Map.of()), System::nanoTime);
                var worker = new MiniWorker(models, lanes, HEDGE_LEAST, System::nanoTime);
                var end = worked(() -> Optional.of(worker.work(1, Strategy.RACE)));
                long answered = System.nanoTime();
                assertThat(end).contains(AnalysisStatus.SUCCEEDED);
                assertThat(silent.hungUp().await(1, TimeUnit.SECONDS)).isTrue();
                var took = Duration.ofNanos(System.nanoTime() - answered);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
            }
        }
        LOG.warn("loser's connection ended at most {} ms after the part", slowest.toMillis());
        assertThat(slowest).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    /// 4 % of the main model's calls take 2 s longer.
    @Test
    void hedgeCutsTheTailForFewExtraCalls() throws Exception {
        var without = tail(Strategy.FAILOVER);
        var with = tail(Strategy.HEDGE);
        LOG.warn(
                "hedge: p50 {} -> {} ms, p99 {} -> {} ms, extra calls {} %",
                without.p50(),
                with.p50(),
                without.p99(),
                with.p99(),
                String.format("%.1f", with.extraPercent()));
        assertThat(with.p99()).isLessThan(without.p99() / 2);
        assertThat(with.extraPercent()).isLessThanOrEqualTo(5.0);
    }

    /// Latencies of a run.
    private record Tail(long p50, long p99, double extraPercent) {}

    private Tail tail(Strategy strategy) throws Exception {
        int parts = 2000;
        simulator.faults(
                FaultRule.of(WireFault.SLOW).delay(Duration.ofSeconds(2)).rate(0.04).on("one"));
        long before = calls();
        var models = models(true);
        var lanes =
                TestLanes.of(
                        models,
                        TestLanes.settings(
                                Map.of("afterword.analysis.pacing.extra.hedge-least", "250ms")),
                        System::nanoTime);
        var worker = new MiniWorker(models, lanes, HEDGE_LEAST, System::nanoTime);
        var took = Collections.synchronizedList(new ArrayList<Long>());
        var places = new Semaphore(24);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < parts; i++) {
                places.acquire();
                int number = i;
                threads.execute(() -> {
                    try {
                        took.add(timed(worker, number, strategy));
                    } finally {
                        places.release();
                    }
                });
            }
        }
        assertThat(took).hasSize(parts);
        var sorted = took.stream().sorted().toList();
        return new Tail(
                at(sorted, 0.5), at(sorted, 0.99), 100.0 * (calls() - before - parts) / parts);
    }

    /// Milliseconds of a part that succeeds.
    private static long timed(MiniWorker worker, int number, Strategy strategy) {
        long begun = System.nanoTime();
        var end = worked(() -> Optional.of(worker.work(number, strategy)));
        assertThat(end).contains(AnalysisStatus.SUCCEEDED);
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static Optional<AnalysisStatus> worked(Callable<Optional<AnalysisStatus>> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(sorted.size() * share) - 1);
    }

    /// Fifty parts a second for 60 s; every second call fails from second 10 to second 40.
    @Test
    void halfOfAllCallsFailingCostsFewExtraCalls() throws Exception {
        var models = models(false);
        var lanes = TestLanes.of(models, TestLanes.settings(Map.of()), System::nanoTime);
        var worker = new MiniWorker(models, lanes, HEDGE_LEAST, System::nanoTime);
        var running = new AtomicInteger();
        var good = new AtomicInteger();
        var failed = new AtomicInteger();
        long begun = System.nanoTime();
        int parts = 3000;
        int taken = 0;
        boolean failing = false;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (good.get() + failed.get() < parts) {
                double second = (System.nanoTime() - begun) / 1e9;
                if (failing != (second >= 10 && second < 40)) {
                    failing = !failing;
                    simulator.faults(
                            failing
                                    ? new FaultRule[] {FaultRule.status(503, "").rate(0.5)}
                                    : new FaultRule[0]);
                }
                int arrived = (int) Math.min(parts, second * 50);
                while (lanes.room(running.get()) > 0 && (worker.anyDue() || taken < arrived)) {
                    boolean due = worker.anyDue();
                    int number = due ? -1 : taken++;
                    running.incrementAndGet();
                    threads.execute(() -> {
                        try {
                            var end =
                                    worked(() ->
                                            due
                                                    ? worker.wake()
                                                    : Optional.of(worker.work(number, null)));
                            good.addAndGet(
                                    end.equals(Optional.of(AnalysisStatus.SUCCEEDED)) ? 1 : 0);
                            failed.addAndGet(
                                    end.equals(Optional.of(AnalysisStatus.FAILED)) ? 1 : 0);
                        } finally {
                            running.decrementAndGet();
                        }
                    });
                    TimeUnit.MILLISECONDS.sleep(1); // so that a probe is seen to be on its way
                }
                TimeUnit.MILLISECONDS.sleep(10);
                assertThat(second).as("parts that are over: " + good).isLessThan(200);
            }
        }
        double perNeeded = calls() / (double) parts;
        LOG.warn(
                "50 % errors for 30 s: parts={}, failed={}, calls={}, per needed call={}, over after {} s",
                parts,
                failed,
                calls(),
                String.format("%.3f", perNeeded),
                (System.nanoTime() - begun) / 1_000_000_000);
        assertThat(failed.get()).isZero();
        assertThat(perNeeded).isLessThanOrEqualTo(1.10);
    }

    private Models models(boolean fallback) {
        var base = simulator.baseUrl();
        return new Models(
                new Models.Route(
                        TestModels.at("main", base, "one", false, http), 64, Models.Limits.NONE),
                fallback
                        ? new Models.Route(
                                TestModels.at("fallback", base, "two", false, http),
                                64,
                                Models.Limits.NONE)
                        : null);
    }

    private long calls() {
        return simulator.counters().snapshot().totals().calls();
    }
}
