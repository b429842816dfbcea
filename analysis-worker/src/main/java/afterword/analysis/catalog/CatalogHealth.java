// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Which analyses new runs get. Up also while the folder is broken: the last good set works.
final class CatalogHealth implements HealthIndicator {

    private final Catalog catalog;
    private final CatalogReread reread;

    CatalogHealth(Catalog catalog, CatalogReread reread) {
        this.catalog = catalog;
        this.reread = reread;
    }

    @Override
    public Health health() {
        var health = Health.up().withDetail("analyses", catalog.versions());
        reread.broken().ifPresent(reason -> health.withDetail("broken", reason));
        return health.build();
    }
}
