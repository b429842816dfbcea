// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.bench.Report.Goal;
import afterword.local.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// How long each process takes to be ready, and what it weighs when it has nothing to do.
final class StartBench {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Goal NONE = Goal.NONE;

    private final Bed bed;
    private final Report report;

    StartBench(Bed bed, Report report) {
        this.bed = bed;
        this.report = report;
    }

    /// Each process alone, one after the other; twice, the second time on migrated schemas, which
    /// counts.
    void run(Tuning tuning, String how) throws IOException {
        try (var rig = bed.onRabbit()) {
            rig.startAll(tuning);
            for (var service : Service.values()) {
                rig.end(service);
                start(rig, service, tuning, how);
            }
        }
    }

    private void start(Rig rig, Service service, Tuning tuning, String how) throws IOException {
        var member = rig.begin(service, tuning);
        double ready = member.awaitReady(LIMIT).toMillis() / 1e3;
        boolean gateway = service == Service.API_GATEWAY;
        var goal = gateway && tuning.dist() == Tuning.Dist.USED ? Goal.atMost(2.5, 1.5) : NONE;
        var what = service.module() + ", " + how;
        report.add("start", what + ": ready", ready, "s", goal);
        if (gateway) {
            try (var caller = new Caller(rig.gateway())) {
                var answer = caller.post(Conversations.ofSize("first", 1_500).body(1));
                if (answer.status() != 202) {
                    throw new IOException("not accepted: " + answer.status());
                }
            }
            report.add(
                    "start", what + ": first 202", member.sinceStart().toMillis() / 1e3, "s", goal);
        }
        Pause.of(IDLE);
        report.add(
                "start",
                what + ": RSS idle",
                Usage.of(member.pid()).rssMegabytes(),
                "MB",
                gateway ? Goal.atMost(300, 200) : NONE,
                Map.of("peakMegabytes", Usage.peakMegabytes(member.pid())));
    }
}
