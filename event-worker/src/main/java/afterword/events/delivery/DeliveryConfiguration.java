// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.events.deadletter.DeadLetters;
import afterword.events.ledger.Backlog;
import afterword.events.ledger.Closings;
import afterword.events.ledger.UnendedWalk;
import afterword.messaging.Broker;
import afterword.messaging.RowOutbox;
import afterword.observability.Tracing;
import afterword.persistence.StoreGate;
import afterword.persistence.Views;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the way of an outcome: heard, closed, told.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliverySettings.class)
class DeliveryConfiguration {

    @Bean(destroyMethod = "") // the lifecycle stops it, after whoever still sends
    Outcomes outcomes(
            Broker broker,
            JdbcClient jdbc,
            Views views,
            DeliverySettings settings,
            OutcomeTools tools) {
        var publisher = broker.publisher("event-worker-outcomes");
        var rows = new OutcomeRows(jdbc, settings.relayLease(), tools.tracing());
        var relay =
                new RowOutbox.Settings(
                        settings.relayEvery(), settings.relayBatch(), settings.together());
        var outbox = new RowOutbox<>("outcomes", publisher, rows, relay, tools.meters());
        return new Outcomes(publisher, outbox, views, tools.meters());
    }

    /// What shows outcomes on their way.
    record OutcomeTools(MeterRegistry meters, Tracing tracing) {}

    @Bean
    OutcomeTools outcomeTools(MeterRegistry meters, Tracing tracing) {
        return new OutcomeTools(meters, tracing);
    }

    @Bean
    OutcomeListener outcomeListener(
            StoreGate gate, Closings closings, Outcomes outcomes, DeadLetters deadLetters) {
        return new OutcomeListener(gate, closings, outcomes, deadLetters);
    }

    @Bean
    ClosingSweep closingSweep(
            UnendedWalk walk,
            Closings closings,
            Outcomes outcomes,
            DeliverySettings settings,
            MeterRegistry meters) {
        return new ClosingSweep(walk, closings, outcomes, settings, meters);
    }

    @Bean
    DeliveryLifecycle deliveryLifecycle(
            Broker broker,
            Views views,
            OutcomeListener listener,
            ClosingSweep sweep,
            Outcomes outcomes,
            DeliverySettings settings) {
        return new DeliveryLifecycle(broker, views, listener, sweep, outcomes, settings);
    }

    @Bean
    HealthIndicator outcomeRelayHealthIndicator(
            Outcomes outcomes, Backlog backlog, DeliverySettings settings) {
        return new OutcomeRelayHealth(outcomes, backlog, settings.lateAfter());
    }
}
