// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.concurrent.CpuPool;
import afterword.concurrent.CpuPool.Times;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Shows how full the bounded places are.
final class RunGauges {

    RunGauges(
            RunPermits permits,
            CpuPool cpu,
            JdbcLedger ledger,
            ProcessLease lease,
            MeterRegistry registry) {
        Gauge.builder("afterword.analysis.runs.in.flight", permits, RunPermits::taken)
                .description("runs being worked on")
                .register(registry);
        Gauge.builder("afterword.analysis.runs.limit", permits, RunPermits::size)
                .description("runs that may be worked on at once")
                .register(registry);
        Gauge.builder("afterword.analysis.writes.waiting", ledger, JdbcLedger::waiting)
                .description("writes that wait for their commit")
                .register(registry);
        Gauge.builder("afterword.analysis.lease.good", lease, it -> it.good() ? 1 : 0)
                .description("1 while this process can show that it lives")
                .register(registry);
        ofPool(cpu, registry);
    }

    private static void ofPool(CpuPool cpu, MeterRegistry registry) {
        Gauge.builder("afterword.analysis.cpu.queued", cpu, it -> it.counts().queued())
                .description("tasks that wait for a thread of the CPU pool")
                .register(registry);
        Gauge.builder("afterword.analysis.cpu.running", cpu, it -> it.counts().running())
                .description("tasks that a thread of the CPU pool works on")
                .register(registry);
        Gauge.builder("afterword.analysis.cpu.threads", cpu, it -> it.counts().size())
                .description("threads of the CPU pool")
                .register(registry);
        FunctionCounter.builder(
                        "afterword.analysis.cpu.completed", cpu, it -> it.counts().completed())
                .description("tasks that the CPU pool has ended")
                .register(registry);
        FunctionCounter.builder(
                        "afterword.analysis.cpu.rejected", cpu, it -> it.counts().rejected())
                .description("tasks that the CPU pool turned away, its queue being full")
                .register(registry);
        timer("wait", "time that tasks waited for a thread", cpu, Times::waited, registry);
        timer("run", "time that tasks took on a thread", cpu, Times::ran, registry);
    }

    private static void timer(
            String what,
            String description,
            CpuPool cpu,
            Function<Times, Duration> sum,
            MeterRegistry registry) {
        FunctionTimer.builder(
                        "afterword.analysis.cpu." + what,
                        cpu,
                        it -> it.times().started(),
                        it -> sum.apply(it.times()).toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .register(registry);
    }
}
