// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import afterword.messaging.Publisher;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up while requests can arrive and outcomes can leave.
final class BrokerHealth implements HealthIndicator {

    private final Intake intake;
    private final Publisher publisher;

    BrokerHealth(Intake intake, Publisher publisher) {
        this.intake = intake;
        this.publisher = publisher;
    }

    @Override
    public Health health() {
        boolean linked = intake.connected() && publisher.state() == Publisher.State.OPEN;
        return (linked ? Health.up() : Health.down()).build();
    }
}
