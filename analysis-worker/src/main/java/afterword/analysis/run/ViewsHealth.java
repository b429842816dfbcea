// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.persistence.Views;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up once the transcripts of event-worker can be read.
final class ViewsHealth implements HealthIndicator {

    private final Views views;

    ViewsHealth(Views views) {
        this.views = views;
    }

    @Override
    public Health health() {
        return (views.present() ? Health.up() : Health.down()).build();
    }
}
