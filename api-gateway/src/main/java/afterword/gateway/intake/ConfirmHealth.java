// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when publishes go out and none was confirmed for a minute, whatever the connection says:
/// progress counts. Events are safe in the spill meanwhile, so the gateway stays ready.
final class ConfirmHealth implements HealthIndicator {

    private static final long NEVER = 0;

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final AtomicLong since = new AtomicLong(NEVER);

    /// @param nanoTime monotonic
    ConfirmHealth(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /// Notes the end of a publish.
    void ended(boolean confirmed) {
        if (confirmed) {
            if (since.get() != NEVER) {
                since.set(NEVER);
            }
        } else {
            since.compareAndSet(NEVER, Math.max(1, nanoTime.getAsLong()));
        }
    }

    @Override
    public Health health() {
        long first = since.get();
        boolean stuck = first != NEVER && nanoTime.getAsLong() - first > patience.toNanos();
        return (stuck ? Health.down() : Health.up()).build();
    }
}
