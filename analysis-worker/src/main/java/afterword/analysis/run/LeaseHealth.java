// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up while this process can show that it lives; without that it starts no call.
final class LeaseHealth implements HealthIndicator {

    private final ProcessLease lease;

    LeaseHealth(ProcessLease lease) {
        this.lease = lease;
    }

    @Override
    public Health health() {
        return (lease.good() ? Health.up() : Health.down()).build();
    }
}
