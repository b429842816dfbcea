// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.messaging.Publisher;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when spilled events stay in the spill although the broker would take them.
final class SpillRelayHealth implements HealthIndicator {

    private final Publisher publisher;
    private final PostgresSpill spill;
    private final Duration lateAfter;

    SpillRelayHealth(Publisher publisher, PostgresSpill spill, Duration lateAfter) {
        this.publisher = publisher;
        this.spill = spill;
        this.lateAfter = lateAfter;
    }

    @Override
    public Health health() {
        boolean open = publisher.state() == Publisher.State.OPEN;
        boolean late = spill.level().oldest().compareTo(lateAfter) > 0;
        return (open && late ? Health.down() : Health.up()).build();
    }
}
