// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.messaging.Broker;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/// Takes finished conversations from brokers beside the one that carries the line, so that
/// producers of either kind feed one pipeline. They meet in the ledger, by the event's id.
///
/// A side door that is shut does not make the process unready: the line goes on without it.
final class SideDoors implements SmartLifecycle, HealthIndicator {

    private final List<Door> doors;
    private volatile boolean running; // written by start and stop

    /// A broker and what takes from it.
    record Door(Broker broker, Intake intake) {}

    SideDoors(List<Door> doors) {
        this.doors = List.copyOf(doors);
    }

    @Override
    public void start() {
        doors.forEach(door -> door.intake().start());
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        for (var door : doors) {
            door.intake().stop();
            door.broker().close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Intake.PHASE;
    }

    @Override
    public Health health() {
        boolean open = doors.stream().allMatch(door -> door.intake().connected());
        var health = open ? Health.up() : Health.down();
        doors.forEach(door -> health.withDetail(door.broker().kind(), door.intake().connected()));
        return health.build();
    }
}
