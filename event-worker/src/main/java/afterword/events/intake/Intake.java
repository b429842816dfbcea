// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the consumption of finished conversations: begins last, ends first.
final class Intake implements SmartLifecycle {

    static final int PHASE = 300;

    private final Broker broker;
    private final IntakeHandler handler;
    private final Publisher splits;
    private final IntakeSettings settings;
    private final HangWatch watch;
    private volatile @Nullable Subscription subscription; // written by start and stop

    Intake(
            Broker broker,
            IntakeHandler handler,
            Publisher splits,
            IntakeSettings settings,
            HangWatch watch) {
        this.broker = broker;
        this.handler = handler;
        this.splits = splits;
        this.settings = settings;
        this.watch = watch;
    }

    @Override
    public void start() {
        watch.start();
        subscription =
                broker.subscribe(
                        new Subscription.Settings(
                                Route.CONVERSATION_ENDED,
                                Groups.EVENT_WORKER,
                                settings.inFlight(),
                                settings.batchSize(),
                                settings.inFlightBytes()),
                        handler);
    }

    @Override
    public void stop() {
        var running = subscription;
        if (running != null) {
            running.stopTaking(settings.stopWithin());
            running.close();
            subscription = null;
        }
        splits.close();
        watch.stop();
    }

    /// Whether messages can arrive right now.
    boolean connected() {
        var running = subscription;
        return running != null && running.connected();
    }

    /// Messages that wait in the broker; empty where it cannot tell.
    OptionalLong waiting() {
        var waiting =
                broker.backlog(Groups.EVENT_WORKER, Route.CONVERSATION_ENDED)
                        .get(Route.CONVERSATION_ENDED);
        return waiting == null ? OptionalLong.empty() : OptionalLong.of(waiting);
    }

    /// Changes with every batch that was settled.
    long lastBatch() {
        return handler.lastBatch();
    }

    @Override
    public boolean isRunning() {
        return subscription != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
