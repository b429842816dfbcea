// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.concurrent.CpuPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

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
                .register(registry);
        Gauge.builder("afterword.analysis.cpu.running", cpu, it -> it.counts().running())
                .register(registry);
        FunctionCounter.builder(
                        "afterword.analysis.cpu.completed", cpu, it -> it.counts().completed())
                .register(registry);
        FunctionCounter.builder(
                        "afterword.analysis.cpu.rejected", cpu, it -> it.counts().rejected())
                .register(registry);
    }
}
