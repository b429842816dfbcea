// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.outcome.EndedRun;
import afterword.concurrent.CpuPool;
import afterword.concurrent.Repeater;
import afterword.messaging.RowOutbox;
import afterword.persistence.Views;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/// Starts what owns runs before any message is taken, and stops it after the last: runs end up to a
/// limit, what they have stored is committed, and the lease goes last, so that others take over at
/// once what is left.
final class RunLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RunLifecycle.class);
    private static final int PHASE = 100;
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final ProcessLease lease;
    private final JdbcLedger ledger;
    private final Sweep sweep;
    private final Runs runs;
    private final RowOutbox<EndedRun> outcomes;
    private final Rest rest;
    private final Repeater sweeper;
    private volatile boolean running; // written by start and stop

    /// What else is started or stopped.
    ///
    /// @param drain how long runs may go on
    record Rest(CpuPool cpu, Views views, Duration sweepEvery, Duration drain) {}

    RunLifecycle(
            ProcessLease lease,
            JdbcLedger ledger,
            Sweep sweep,
            Runs runs,
            RowOutbox<EndedRun> outcomes,
            Rest rest) {
        this.lease = lease;
        this.ledger = ledger;
        this.sweep = sweep;
        this.runs = runs;
        this.outcomes = outcomes;
        this.rest = rest;
        this.sweeper =
                new Repeater(
                        "sweep",
                        rest.sweepEvery(),
                        () -> rest.views().present() && sweep.turn(),
                        e -> LOG.warn("cannot sweep now, tries on: {}", rootMessage(e)));
    }

    private static @Nullable String rootMessage(RuntimeException e) {
        return NestedExceptionUtils.getMostSpecificCause(e).getMessage();
    }

    @Override
    public void start() {
        running = true;
        ledger.start();
        lease.start(runs::dropLost);
        outcomes.start();
        sweeper.start();
    }

    @Override
    public void stop() {
        sweep.stop();
        sweeper.stop(SHORT);
        boolean drained = runs.drain(rest.drain());
        ledger.close(SHORT);
        outcomes.stop(SHORT);
        lease.close();
        rest.cpu().close(SHORT);
        running = false;
        LOG.info("runs stopped: {}", drained ? "all have ended" : "some are left for take-over");
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
