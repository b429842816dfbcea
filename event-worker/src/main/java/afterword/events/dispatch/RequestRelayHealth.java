// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.events.ledger.Backlog;
import afterword.messaging.Publisher;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when requests stay unsent although the broker would take them.
final class RequestRelayHealth implements HealthIndicator {

    private final Requests requests;
    private final Backlog backlog;
    private final Duration lateAfter;

    RequestRelayHealth(Requests requests, Backlog backlog, Duration lateAfter) {
        this.requests = requests;
        this.backlog = backlog;
        this.lateAfter = lateAfter;
    }

    @Override
    public Health health() {
        var stage = backlog.waiting().unrequested();
        boolean open = requests.state() == Publisher.State.OPEN;
        boolean late = stage.oldest().compareTo(lateAfter) > 0;
        var health = open && late ? Health.down() : Health.up();
        return health.withDetail("unsent", stage.events())
                .withDetail("oldest", stage.oldest().toString())
                .withDetail("publisher", requests.state().name())
                .build();
    }
}
