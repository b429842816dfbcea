// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when messages wait in the queue and none was settled for a while: a consumer that is
/// connected and deaf, or a batch that does not end. Progress counts, not heartbeats.
final class ConsumerHealth implements HealthIndicator {

    private final Intake intake;
    private final Duration deafAfter;

    ConsumerHealth(Intake intake, Duration deafAfter) {
        this.intake = intake;
        this.deafAfter = deafAfter;
    }

    @Override
    public Health health() {
        boolean quiet = intake.sinceBatch().compareTo(deafAfter) > 0;
        // the broker is only asked when it matters
        long waiting = quiet ? intake.waiting().orElse(0) : 0;
        return (waiting > 0 ? Health.down() : Health.up())
                .withDetail("sinceBatch", intake.sinceBatch().toString())
                .withDetail("waiting", waiting)
                .build();
    }
}
