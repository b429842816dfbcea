// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.live.Streams;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the reads.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({OutcomeSettings.class, ProgressSettings.class})
class OutcomeConfiguration {

    @Bean
    OutcomeStore outcomeStore(JdbcClient jdbc, OutcomeSettings settings) {
        return new OutcomeStore(jdbc, settings);
    }

    @Bean
    Waiters waiters(OutcomeStore store, OutcomeSettings settings, MeterRegistry meters) {
        return new Waiters(store, settings, meters);
    }

    @Bean
    ProgressFeed progressFeed(OutcomeStore store, ProgressSettings settings) {
        return new ProgressFeed(store, settings);
    }

    @Bean
    Streams progressStreams(ProgressSettings settings, MeterRegistry meters) {
        return new Streams("event", settings.stream(), meters);
    }
}
