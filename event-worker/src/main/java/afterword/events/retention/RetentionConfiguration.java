// SPDX-License-Identifier: Apache-2.0
package afterword.events.retention;

import afterword.events.ledger.Pace;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the deletion of what is old.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionConfiguration {

    @Bean
    Retention retention(
            JdbcClient jdbc, Pace pace, RetentionSettings settings, MeterRegistry meters) {
        return new Retention(jdbc, pace, settings, meters);
    }
}
