// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import afterword.analysis.outcome.Announcements;
import afterword.analysis.run.Runs;
import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.persistence.Views;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the way of a request to its run.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeSettings.class)
class IntakeConfiguration {

    @Bean
    RequestHandler requestHandler(Runs runs, Announcements announcements, MeterRegistry registry) {
        return new RequestHandler(runs, announcements, new IntakeMeters(registry));
    }

    @Bean(destroyMethod = "close")
    Intake intake(
            Broker broker,
            RequestHandler handler,
            Views views,
            IntakeSettings settings,
            Runs runs) {
        return new Intake(broker, handler, views, settings, runs.inFlight());
    }

    @Bean
    HealthIndicator brokerHealthIndicator(Intake intake, Publisher publisher) {
        return new BrokerHealth(intake, publisher);
    }
}
