// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the draining of undelivered messages; a few at a time, since they may be of any size.
final class UndeliveredLine implements SmartLifecycle {

    private static final int PHASE = 250;
    private static final int IN_FLIGHT = 4;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Broker broker;
    private final UndeliveredListener listener;
    private volatile @Nullable Subscription subscription; // written by start and stop

    UndeliveredLine(Broker broker, UndeliveredListener listener) {
        this.broker = broker;
        this.listener = listener;
    }

    @Override
    public void start() {
        subscription =
                broker.subscribe(
                        new Subscription.Settings(
                                Route.UNDELIVERED, Groups.EVENT_WORKER, IN_FLIGHT, IN_FLIGHT),
                        listener);
    }

    @Override
    public void stop() {
        var running = subscription;
        if (running != null) {
            running.stopTaking(STOP);
            running.close();
            subscription = null;
        }
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
