// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.concurrent.Repeater;
import afterword.persistence.Views;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/// Starts the relay and the rings before anything is taken in, stops them after it.
final class DispatchLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DispatchLifecycle.class);
    private static final int PHASE = 100;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Requests requests;
    private final Repeater rings;
    private volatile boolean running; // written by start and stop

    DispatchLifecycle(Requests requests, Rings rings, Views views, Duration ringEvery) {
        this.requests = requests;
        this.rings =
                new Repeater(
                        "rings",
                        ringEvery,
                        () -> views.present() && rings.turn(),
                        e ->
                                LOG.warn(
                                        "cannot ring now, tries on: {}",
                                        NestedExceptionUtils.getMostSpecificCause(e).toString()));
    }

    @Override
    public void start() {
        running = true;
        requests.start();
        rings.start();
    }

    @Override
    public void stop() {
        running = false;
        rings.stop(STOP);
        requests.stop(STOP);
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
