// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import afterword.persistence.Views;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Runs the consumption of requests: begins last, once transcripts can be read, and ends first.
final class Intake implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int PHASE = 300;

    private final Broker broker;
    private final RequestHandler handler;
    private final Views views;
    private final IntakeSettings settings;
    private final int inFlight;
    private volatile @Nullable Thread starter; // written by start and stop
    private volatile @Nullable Subscription subscription; // written by the starter and by stop

    Intake(
            Broker broker,
            RequestHandler handler,
            Views views,
            IntakeSettings settings,
            int inFlight) {
        this.broker = broker;
        this.handler = handler;
        this.views = views;
        this.settings = settings;
        this.inFlight = inFlight;
    }

    @Override
    public void start() {
        starter = Thread.ofVirtual().name("intake-start").start(this::subscribe);
    }

    private void subscribe() {
        try {
            views.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped before anything was taken
            return;
        }
        subscription =
                broker.subscribe(
                        new Subscription.Settings(
                                Route.ANALYSIS_REQUESTED,
                                Groups.ANALYSIS_WORKER,
                                inFlight,
                                Math.min(settings.batchSize(), inFlight)),
                        handler);
        LOG.info("taking requests: in flight at most {}", inFlight);
    }

    @Override
    public void stop() {
        awaitStarter();
        var taking = subscription;
        if (taking != null) {
            taking.stopTaking(settings.stopWithin());
        }
        starter = null;
    }

    /// Ends the connection; called after the runs have ended, as their deliveries are settled over
    /// it.
    void close() {
        var taking = subscription;
        if (taking != null) {
            taking.close();
            subscription = null;
        }
    }

    private void awaitStarter() {
        var thread = starter;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether messages can arrive right now.
    boolean connected() {
        var taking = subscription;
        return taking != null && taking.connected();
    }

    @Override
    public boolean isRunning() {
        return starter != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
