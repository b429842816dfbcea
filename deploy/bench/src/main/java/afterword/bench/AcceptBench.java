// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.bench.HttpLoad.Result;
import afterword.bench.Report.Goal;
import afterword.local.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many events a gateway accepts, against what its broker confirms for a bare publisher; and
/// how long one takes at half of that.
final class AcceptBench {

    private static final List<Integer> SIZES = List.of(1_500, 4_000);
    private static final List<Integer> CONNECTIONS = List.of(64, 256);
    private static final int IN_FLIGHT = 64;
    private static final Duration WARM = Duration.ofSeconds(3);

    /// The broker is a JVM as well, and compiles first.
    private static final Duration WARM_KAFKA = Duration.ofSeconds(15);

    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final int MOST_WINDOWS = 6;
    private static final double SETTLED = 0.95;
    private static final int STILL = 3;
    private static final Duration TIME = Duration.ofSeconds(6);
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(12);
    private static final Goal NONE = Goal.NONE;

    private final Bed bed;
    private final Report report;

    AcceptBench(Bed bed, Report report) {
        this.bed = bed;
        this.report = report;
    }

    /// Closed loop over RabbitMQ, then the latencies at half of its best rate.
    void overRabbit() {
        double most = 0;
        for (int size : SIZES) {
            // a fresh line for each size: a queue that has grown costs the broker more
            try (var rig = bed.onRabbit()) {
                double ceiling = rabbitCeiling(rig, size);
                rig.start(Service.API_GATEWAY, Tuning.usual());
                warm(rig, size);
                for (int connections : CONNECTIONS) {
                    double rate = closed("RabbitMQ", rig, size, connections, ceiling);
                    most = size == SIZES.getFirst() ? Math.max(most, rate) : most;
                }
            }
        }
        latency(most / 2);
    }

    private static final Duration TOPICS = Duration.ofSeconds(5);

    /// Options of the gateway's JVM and settings, one after the other on one broker, each against
    /// what we ship in the same run.
    private static final List<String> COMPARED =
            List.of(
                    "",
                    "-XX:+UseG1GC",
                    "-XX:+UseParallelGC",
                    "-XX:+UseZGC",
                    "-XX:+UseCompactObjectHeaders",
                    // as the JVM would choose on two cores
                    "-XX:CICompilerCount=2 -XX:InlineSmallCode=2500 -XX:MaxInlineLevel=15 -XX:FreqInlineSize=325",
                    "-XX:TieredStopAtLevel=1",
                    "-Djdk.virtualThreadScheduler.parallelism=1",
                    "-Djdk.virtualThreadScheduler.parallelism=4",
                    "SPRING_THREADS_VIRTUAL_ENABLED=false",
                    "AFTERWORD_GATEWAY_INTAKE_GROUP_EVENTS=1",
                    "AFTERWORD_GATEWAY_INTAKE_GROUP_EVENTS=16",
                    "AFTERWORD_GATEWAY_INTAKE_GROUP_TOGETHER=1",
                    "AFTERWORD_GATEWAY_INTAKE_GROUP_TOGETHER=4",
                    "");

    /// How many events a gateway accepts under different options and settings; the shipped ones
    /// come first and last, so that the noise can be seen.
    void settings() {
        int size = SIZES.getFirst();
        int connections = CONNECTIONS.getFirst();
        @Nullable Pair defaults = null;
        for (var options : Tuning.compared(COMPARED)) {
            try (var rig = bed.onRabbit()) {
                var gateway = rig.start(Service.API_GATEWAY, Tuning.usual().with(options));
                var cold = timed(rig, connections, 0, FIRST);
                warm(rig, size);
                var warm = timed(rig, connections, 1_000_000_000L, TIME);
                defaults = defaults == null ? new Pair(cold, warm) : defaults;
                var raw = new HashMap<String, Object>();
                raw.put("peakRssMegabytes", Usage.peakMegabytes(gateway.pid()));
                setting(options, "first 10 s", cold, defaults.cold(), raw);
                setting(options, "warm", warm, defaults.warm(), raw);
            }
        }
    }

    private record Pair(Timed cold, Timed warm) {}

    /// A rate, and what an event cost the gateway.
    private record Timed(HttpLoad.Result result, double cpuMillis) {}

    private static Timed timed(Rig rig, int connections, long first, Duration time) {
        var bodies = Conversations.ofSize("set", SIZES.getFirst());
        try (var load = new HttpLoad(rig.gateway(), connections, bodies, first)) {
            var before = rig.usage();
            var result = load.closed(time);
            var cpu = Rig.cpuBetween(before, rig.usage()).getOrDefault("api-gateway", 0L);
            checkAccepted(result);
            return new Timed(result, cpu / (double) result.answered());
        }
    }

    private void setting(
            String options, String when, Timed timed, Timed defaults, Map<String, Object> raw) {
        var all = new HashMap<>(raw);
        all.put("rate", timed.result().rate());
        all.put("p99Millis", timed.result().millis(99));
        all.put("gatewayCpuMillisPerEvent", timed.cpuMillis());
        report.add(
                "settings",
                "%s, %s: %.0f/s, %.2f ms CPU an event; of the shipped options' rate"
                        .formatted(
                                Tuning.named(options),
                                when,
                                timed.result().rate(),
                                timed.cpuMillis()),
                timed.result().rate() / defaults.result().rate(),
                "",
                NONE,
                all);
    }

    /// Until the compiler is through with the whole path under load, for a cold gateway needs three
    /// times the CPU: until three windows in a row have not made an event 5 % cheaper, at most 30
    /// s.
    private static void warm(Rig rig, int size) {
        var bodies = Conversations.ofSize("warm", size);
        double best = Double.MAX_VALUE;
        int still = 0;
        int windows = 0;
        try (var load = new HttpLoad(rig.gateway(), 128, bodies, 0)) {
            while (windows < MOST_WINDOWS && still < STILL) {
                var before = rig.usage();
                var result = load.closed(WINDOW);
                var cpu = Rig.cpuBetween(before, rig.usage());
                double each = cpu.getOrDefault("api-gateway", 0L) / (double) result.answered();
                System.out.printf(
                        Locale.ROOT,
                        "  warming up, %d s: %.0f/s, gateway %.2f ms CPU an event%n",
                        ++windows * WINDOW.toSeconds(),
                        result.rate(),
                        each);
                still = each > best * SETTLED ? still + 1 : 0;
                best = Math.min(best, each);
            }
        }
        Pause.of(Bed.SETTLE);
    }

    private double rabbitCeiling(Rig rig, int size) {
        return RabbitCeiling.measure(rig.brokerUri(), size, IN_FLIGHT, WARM, TIME);
    }

    /// Closed loop over Kafka.
    void overKafka() {
        for (int size : SIZES) {
            try (var rig = bed.onKafka()) {
                double ceiling =
                        KafkaCeiling.measure(
                                bed.kafka().bootstrapServers(), size, IN_FLIGHT, WARM_KAFKA, TIME);
                rig.start(Service.API_GATEWAY, Tuning.usual());
                // ready by its spill; the topics of a new cluster are still being made
                Pause.of(TOPICS);
                warm(rig, size);
                for (int connections : CONNECTIONS) {
                    closed("Kafka", rig, size, connections, ceiling);
                }
            }
        }
        bed.endKafka();
    }

    private double closed(String broker, Rig rig, int size, int connections, double ceiling) {
        var bodies = Conversations.ofSize("bench", size);
        long first = connections * 100_000_000L;
        try (var load = new HttpLoad(rig.gateway(), connections, bodies, first)) {
            load.closed(WARM);
            var before = rig.usage();
            var result = load.closed(TIME);
            var cpu = Rig.cpuBetween(before, rig.usage());
            checkAccepted(result);
            var what =
                    "%s, %d B, %d connections"
                            .formatted(broker, bodies.bytes().length, connections);
            report.add(
                    "accept",
                    what + ": accepted",
                    result.rate(),
                    "/s",
                    NONE,
                    Map.of(
                            "cpuMillisPerEvent", perEvent(cpu, result.answered()),
                            "p50Millis", result.millis(50),
                            "p99Millis", result.millis(99),
                            "driverCpuShare", result.driverCpuMillis() / 10.0 / result.seconds()));
            report.add("accept", what + ": bare publisher, 64 in flight", ceiling, "/s", NONE);
            report.add(
                    "accept",
                    what + ": ratio",
                    result.rate() / ceiling,
                    "",
                    Goal.atLeast(0.6, 1.0));
            report.add(
                    "accept",
                    what + ": CPU, gateway | broker | driver: " + cpuText(cpu, result.answered()),
                    total(cpu) / (double) result.answered(),
                    "ms/event",
                    NONE);
            return result.rate();
        }
    }

    private static long total(Map<String, Long> cpu) {
        return cpu.values().stream().mapToLong(Long::longValue).sum();
    }

    static Map<String, Object> perEvent(Map<String, Long> cpu, long events) {
        var each = new java.util.TreeMap<String, Object>();
        cpu.forEach((name, millis) -> each.put(name, millis / (double) events));
        return each;
    }

    private static String cpuText(Map<String, Long> cpu, long events) {
        return String.format(
                Locale.ROOT,
                "%.2f | %.2f | %.2f",
                cpu.getOrDefault("api-gateway", 0L) / (double) events,
                cpu.getOrDefault("broker", 0L) / (double) events,
                cpu.getOrDefault("driver", 0L) / (double) events);
    }

    /// Open loop right after the start, then later, over 64 connections.
    private void latency(double rate) {
        try (var rig = bed.onRabbit()) {
            rig.start(Service.API_GATEWAY, Tuning.usual());
            var bodies = Conversations.ofSize("bench", SIZES.getFirst());
            try (var load = new HttpLoad(rig.gateway(), 256, bodies, 0)) {
                // a gateway that still compiles may have to turn some away: counted, not hidden
                var first = load.open(rate, FIRST);
                report.add(
                        "latency",
                        "first 10 s after ready: answered 503, to be repeated",
                        (double) first.refused(),
                        "",
                        NONE);
                report("first 10 s after ready", rate, first, Goal.atMost(100, 100), NONE);
                warm(rig, SIZES.getFirst());
                var steady = load.open(rate, STEADY);
                checkAccepted(steady);
                report("warm", rate, steady, Goal.atMost(15, 5), Goal.atMost(50, 50));
            }
        }
    }

    private void report(String when, double rate, Result result, Goal p99, Goal p999) {
        var what = String.format(Locale.ROOT, "%s, open loop at %.0f/s", when, rate);
        report.add("latency", what + ": p50", result.millis(50), "ms", NONE);
        report.add("latency", what + ": p99", result.millis(99), "ms", p99);
        report.add("latency", what + ": p99.9", result.millis(99.9), "ms", p999);
        report.add("latency", what + ": highest", result.millis(100), "ms", NONE);
    }

    /// Insists on 202.
    ///
    /// @throws IllegalStateException when anything but 202 came: the rate would mean nothing
    static void checkAccepted(Result result) {
        if (result.refused() > 0) {
            throw new IllegalStateException(
                    "%d of %d requests were not accepted"
                            .formatted(result.refused(), result.refused() + result.answered()));
        }
    }
}
