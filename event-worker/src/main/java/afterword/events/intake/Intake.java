// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.time.Duration;
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
    private volatile @Nullable Subscription subscription; // written by start and stop

    Intake(Broker broker, IntakeHandler handler, Publisher splits, IntakeSettings settings) {
        this.broker = broker;
        this.handler = handler;
        this.splits = splits;
        this.settings = settings;
    }

    @Override
    public void start() {
        subscription =
                broker.subscribe(
                        new Subscription.Settings(
                                Route.CONVERSATION_ENDED,
                                Groups.EVENT_WORKER,
                                settings.inFlight(),
                                settings.batchSize()),
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

    Duration sinceBatch() {
        return handler.sinceBatch();
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
