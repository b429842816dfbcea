// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import afterword.persistence.Views;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What this service reads of others.
@Configuration(proxyBeanMethods = false)
class ViewsConfiguration {

    @Bean
    Views views(DataSource source) {
        return new Views(source, List.of("analysis.run_v1", "analysis.outcome_v1"));
    }

    @Bean
    HealthIndicator viewsHealthIndicator(Views views) {
        return () -> (views.present() ? Health.up() : Health.outOfService()).build();
    }
}
