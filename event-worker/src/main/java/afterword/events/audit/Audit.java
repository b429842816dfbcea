// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import afterword.concurrent.Repeater;
import afterword.events.ledger.Pace;
import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Route;
import afterword.persistence.Views;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/// Keeps the ledger: one of all processes looks at the hand-over every few seconds, and counts
/// everything now and then.
final class Audit implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final int PHASE = 50;
    private static final int SHARE = 20;
    private static final Duration STOP = Duration.ofSeconds(2);

    private final HandoverAudit handover;
    private final LedgerCount count;
    private final Pace pace;
    private final Broker broker;
    private final Sight sight;
    private final AuditSettings settings;
    private final Repeater looks;
    private Duration took = Duration.ZERO; // written by the one thread
    private volatile Count last = Count.NOTHING; // written by the one thread, read by gauges
    private volatile boolean running; // written by start and stop

    /// What is seen of the other services.
    ///
    /// @param gateway what gateways promised; a line without gateways has none
    /// @param analysis how runs ended
    record Sight(Views gateway, Views analysis) {}

    Audit(
            HandoverAudit handover,
            LedgerCount count,
            Pace pace,
            Broker broker,
            Sight sight,
            AuditSettings settings) {
        this.handover = handover;
        this.count = count;
        this.pace = pace;
        this.broker = broker;
        this.sight = sight;
        this.settings = settings;
        this.looks = new Repeater("audit", settings.every(), this::turn, Audit::failed);
    }

    /// The last count.
    Count last() {
        return last;
    }

    private boolean turn() {
        if (pace.take(Pace.AUDIT, settings.every())) {
            handover.fold();
            if (sight.gateway().present()) {
                handover.judge(backlog());
            }
        }
        if (sight.analysis().present() && pace.take(Pace.COUNT, longer())) {
            long begun = System.nanoTime();
            count.count();
            took = Duration.ofNanos(System.nanoTime() - begun);
        }
        last = count.last();
        return false;
    }

    private Duration longer() {
        var rest = took.multipliedBy(SHARE);
        return rest.compareTo(settings.countEvery()) > 0 ? rest : settings.countEvery();
    }

    private OptionalLong backlog() {
        var waiting =
                broker.backlog(Groups.EVENT_WORKER, Route.CONVERSATION_ENDED)
                        .get(Route.CONVERSATION_ENDED);
        return waiting == null ? OptionalLong.empty() : OptionalLong.of(waiting);
    }

    private static void failed(RuntimeException e) {
        LOG.warn(
                "cannot audit now, tries on: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    @Override
    public void start() {
        running = true;
        looks.start();
    }

    @Override
    public void stop() {
        running = false;
        looks.stop(STOP);
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
