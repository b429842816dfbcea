// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.events.deadletter.DeadLetters;
import afterword.events.delivery.Outcomes;
import afterword.events.dispatch.Requests;
import afterword.events.ledger.Closings;
import afterword.events.ledger.EventLedger;
import afterword.messaging.Broker;
import afterword.persistence.StoreGate;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the way of a message into the ledger.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeSettings.class)
class IntakeConfiguration {

    @Bean
    Decoder decoder() {
        return new Decoder(new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT));
    }

    @Bean
    EventStore eventStore(
            TransactionTemplate transaction,
            EventLedger ledger,
            JdbcClient jdbc,
            Closings closings) {
        return new EventStore(transaction, ledger, new TranscriptTable(jdbc), closings);
    }

    @Bean
    IntakeMeters intakeMeters(MeterRegistry meters) {
        return new IntakeMeters(meters);
    }

    @Bean
    Settlement settlement(
            StoreGate gate,
            EventStore store,
            DeadLetters deadLetters,
            Requests requests,
            Outcomes outcomes,
            IntakeMeters meters) {
        return new Settlement(gate, store, deadLetters, requests, outcomes, meters);
    }

    @Bean
    Suspects suspects(JdbcClient jdbc) {
        return new Suspects(jdbc);
    }

    @Bean
    Intake intake(
            Broker broker,
            StoreGate gate,
            Readers readers,
            Settlement settlement,
            IntakeMeters meters,
            IntakeSettings settings) {
        var splits = broker.publisher("event-worker-splits");
        var limits =
                new IntakeHandler.Limits(
                        settings.deaths(), settings.batchBytes().toBytes(), meters);
        var handler =
                new IntakeHandler(
                        gate, readers.decoder(), settlement, readers.suspects(), splits, limits);
        return new Intake(broker, handler, splits, settings);
    }

    /// What looks at a message before the ledger does.
    record Readers(Decoder decoder, Suspects suspects) {}

    @Bean
    Readers readers(Decoder decoder, Suspects suspects) {
        return new Readers(decoder, suspects);
    }

    @Bean
    WarmUp warmUp(
            Decoder decoder,
            EventStore store,
            TransactionTemplate transaction,
            Suspects suspects,
            IntakeSettings settings) {
        return new WarmUp(decoder, store, transaction, suspects, settings.suspectsKept());
    }

    @Bean
    HealthIndicator brokerHealthIndicator(Intake intake, Requests requests) {
        return new BrokerHealth(intake, requests);
    }

    @Bean
    HealthIndicator consumerHealthIndicator(Intake intake, IntakeSettings settings) {
        return new ConsumerHealth(intake, settings.deafAfter());
    }
}
