// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.concurrent.Repeater;
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
import org.springframework.core.NestedExceptionUtils;

/// Starts to hear of outcomes once the analysis's views are there, and stops in the reverse order.
final class DeliveryLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLifecycle.class);
    private static final int PHASE = 200;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Broker broker;
    private final Views views;
    private final OutcomeListener listener;
    private final Outcomes outcomes;
    private final DeliverySettings settings;
    private final Repeater sweep;
    private final Thread starter;
    private @Nullable Subscription subscription; // guarded by this
    private boolean running; // guarded by this

    DeliveryLifecycle(
            Broker broker,
            Views views,
            OutcomeListener listener,
            ClosingSweep sweep,
            Outcomes outcomes,
            DeliverySettings settings) {
        this.broker = broker;
        this.views = views;
        this.listener = listener;
        this.outcomes = outcomes;
        this.settings = settings;
        this.sweep =
                new Repeater(
                        "closing-sweep",
                        settings.sweepEvery(),
                        sweep::turn,
                        e ->
                                LOG.warn(
                                        "cannot sweep now, tries on: {}",
                                        NestedExceptionUtils.getMostSpecificCause(e).toString()));
        this.starter = Thread.ofVirtual().name("delivery-start").unstarted(this::awaitViews);
    }

    @Override
    public synchronized void start() {
        running = true;
        starter.start();
    }

    private void awaitViews() {
        try {
            views.await();
            begin();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped before they came
        }
    }

    private synchronized void begin() {
        if (running) {
            outcomes.start();
            sweep.start();
            subscription =
                    broker.subscribe(
                            new Subscription.Settings(
                                    Route.OUTCOME_RECORDED,
                                    Groups.EVENT_WORKER,
                                    settings.inFlight(),
                                    settings.batchSize()),
                            listener);
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        starter.interrupt();
        if (subscription != null) {
            subscription.stopTaking(settings.stopWithin());
            subscription.close();
        }
        sweep.stop(STOP);
        outcomes.stop(STOP);
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
