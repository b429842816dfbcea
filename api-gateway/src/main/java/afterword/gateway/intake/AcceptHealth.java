// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.messaging.Publisher;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Ready while an event can be made safe: by the broker, or by the spill.
final class AcceptHealth implements HealthIndicator {

    private final Publisher publisher;
    private final Spill spill;

    AcceptHealth(Publisher publisher, Spill spill) {
        this.publisher = publisher;
        this.spill = spill;
    }

    @Override
    public Health health() {
        boolean safe = publisher.state() == Publisher.State.OPEN || spill.open();
        return (safe ? Health.up() : Health.outOfService()).build();
    }
}
