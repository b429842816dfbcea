// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.messaging.RowOutbox;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutcomeSettings.class)
class OutcomeConfiguration {

    private static final int TOGETHER = 8; // offers under way at once

    @Bean(destroyMethod = "close")
    Publisher publisher(Broker broker) {
        return broker.publisher("analysis-worker");
    }

    @Bean
    Announcements announcements(Publisher publisher) {
        return new Announcements(publisher);
    }

    @Bean(destroyMethod = "")
    RowOutbox<EndedRun> outcomes(
            Publisher publisher,
            DataSource source,
            OutcomeSettings settings,
            MeterRegistry meters) {
        return new RowOutbox<>(
                "outcomes",
                publisher,
                new OutcomeRows(JdbcClient.create(source), settings.again()),
                new RowOutbox.Settings(settings.relayEvery(), settings.batch(), TOGETHER),
                meters);
    }
}
