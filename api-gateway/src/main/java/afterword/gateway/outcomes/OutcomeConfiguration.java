// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.live.Streams;
import afterword.persistence.DirectConnections;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
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
    FeedBell feedBell(JdbcConnectionDetails details, OutcomeSettings settings) {
        var url = settings.directUrl().isEmpty() ? details.getJdbcUrl() : settings.directUrl();
        var direct =
                new DirectConnections(
                        url,
                        details.getUsername(),
                        details.getPassword(),
                        "afterword-gateway feed");
        return new FeedBell(direct::open);
    }

    @Bean
    Waiters waiters(
            OutcomeStore store, FeedBell bell, OutcomeSettings settings, MeterRegistry meters) {
        return new Waiters(store, bell, settings, meters);
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
