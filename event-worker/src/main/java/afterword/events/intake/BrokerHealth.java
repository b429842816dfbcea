// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.dispatch.Requests;
import afterword.messaging.Publisher;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up while messages can arrive and requests can leave.
final class BrokerHealth implements HealthIndicator {

    private final Intake intake;
    private final Requests requests;

    BrokerHealth(Intake intake, Requests requests) {
        this.intake = intake;
        this.requests = requests;
    }

    @Override
    public Health health() {
        boolean linked = intake.connected() && requests.state() == Publisher.State.OPEN;
        return (linked ? Health.up() : Health.down())
                .withDetail("consumer", intake.connected())
                .withDetail("publisher", requests.state().name())
                .build();
    }
}
