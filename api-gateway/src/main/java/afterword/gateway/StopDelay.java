// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Goes on accepting for a moment once readiness is down, before the server stops listening: load
/// balancers hear of it late, and a connection that was made just before SIGTERM may still wait to
/// be accepted; whoever made it would be reset without an answer.
///
/// Thread-safe.
final class StopDelay implements SmartLifecycle {

    private final Duration delay;
    private volatile boolean running; // written by start and stop

    /// @param delay zero for none
    StopDelay(Duration delay) {
        this.delay = delay;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            Thread.sleep(delay);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever is in a hurry
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Stopped first of all; readiness has gone down by then.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
