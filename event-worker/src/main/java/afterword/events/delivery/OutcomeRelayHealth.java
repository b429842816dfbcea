// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.events.ledger.Backlog;
import afterword.messaging.Publisher;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when outcomes stay untold although the broker would take them.
final class OutcomeRelayHealth implements HealthIndicator {

    private final Outcomes outcomes;
    private final Backlog backlog;
    private final Duration lateAfter;

    OutcomeRelayHealth(Outcomes outcomes, Backlog backlog, Duration lateAfter) {
        this.outcomes = outcomes;
        this.backlog = backlog;
        this.lateAfter = lateAfter;
    }

    @Override
    public Health health() {
        var stage = backlog.waiting().unpublished();
        boolean open = outcomes.state() == Publisher.State.OPEN;
        boolean late = stage.oldest().compareTo(lateAfter) > 0;
        var health = open && late ? Health.down() : Health.up();
        return health.withDetail("untold", stage.events())
                .withDetail("oldest", stage.oldest().toString())
                .withDetail("publisher", outcomes.state().name())
                .build();
    }
}
