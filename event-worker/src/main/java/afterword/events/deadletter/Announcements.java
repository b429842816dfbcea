// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.messaging.Publisher;
import afterword.messaging.RowOutbox;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Tells of dead letters, and sends them once more, on a connection of its own, as long as the
/// process buries any.
final class Announcements implements SmartLifecycle {

    private static final int PHASE = 50;
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Publisher publisher;
    private final RowOutbox<Announcement> outbox;
    private final RowOutbox<Replay> replays;
    private volatile boolean running; // written by start and stop

    Announcements(Publisher publisher, RowOutbox<Announcement> outbox, RowOutbox<Replay> replays) {
        this.publisher = publisher;
        this.outbox = outbox;
        this.replays = replays;
    }

    RowOutbox<Announcement> outbox() {
        return outbox;
    }

    @Override
    public void start() {
        running = true;
        outbox.start();
        replays.start();
    }

    @Override
    public void stop() {
        running = false;
        replays.stop(STOP);
        outbox.stop(STOP);
        publisher.close(STOP);
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
