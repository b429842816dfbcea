// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.events.ledger.Backlog;
import afterword.events.ledger.LedgerSettings;
import afterword.events.ledger.Pace;
import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.RowOutbox;
import afterword.persistence.Views;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the requests, their relay and the rings.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatchSettings.class)
class DispatchConfiguration {

    @Bean(destroyMethod = "") // the lifecycle stops it, after whoever still sends
    Requests requests(
            Broker broker,
            JdbcClient jdbc,
            DispatchSettings settings,
            LedgerSettings ledger,
            MeterRegistry meters) {
        var publisher = broker.publisher("event-worker-requests");
        var rows = new RequestRows(jdbc, settings.relayLease(), ledger.ringAfter());
        var relay =
                new RowOutbox.Settings(
                        settings.relayEvery(), settings.relayBatch(), settings.together());
        return new Requests(publisher, new RowOutbox<>("requests", publisher, rows, relay, meters));
    }

    @Bean
    Rings rings(
            Requests requests,
            Rings.Control control,
            JdbcClient jdbc,
            DispatchSettings settings,
            LedgerSettings ledger,
            MeterRegistry meters) {
        return new Rings(jdbc, requests.publisher(), control, settings, ledger.ringAfter(), meters);
    }

    @Bean
    Rings.Control ringsControl(Broker broker, JdbcClient jdbc, Pace pace) {
        var traffic =
                new Traffic(
                        broker,
                        Groups.ANALYSIS_WORKER,
                        () -> jdbc.sql("select head from events.feed").query(Long.class).single(),
                        System::nanoTime);
        return new Rings.Control(traffic, pace);
    }

    @Bean
    QueueDepths queueDepths(Broker broker, LedgerSettings ledger, MeterRegistry meters) {
        return new QueueDepths(broker, ledger.gaugesEvery(), meters);
    }

    @Bean
    DispatchLifecycle dispatchLifecycle(
            Requests requests, Rings rings, Views views, DispatchSettings settings) {
        return new DispatchLifecycle(requests, rings, views, settings.ringEvery());
    }

    @Bean
    HealthIndicator requestRelayHealthIndicator(
            Requests requests, Backlog backlog, DispatchSettings settings) {
        return new RequestRelayHealth(requests, backlog, settings.lateAfter());
    }
}
