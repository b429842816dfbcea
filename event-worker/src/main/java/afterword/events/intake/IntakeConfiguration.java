// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.events.audit.Received;
import afterword.events.deadletter.DeadLetters;
import afterword.events.delivery.Outcomes;
import afterword.events.dispatch.Requests;
import afterword.events.ledger.Closings;
import afterword.events.ledger.EventLedger;
import afterword.messaging.Broker;
import afterword.messaging.Brokers;
import afterword.messaging.ConfirmWatch;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.observability.Stall;
import afterword.observability.Tracing;
import afterword.persistence.StoreGate;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Locale;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the way of a message into the ledger.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IntakeSettings.class, IngestSettings.class})
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
            Closings closings,
            Received received,
            Tracing tracing) {
        return new EventStore(
                transaction, ledger, new TranscriptTable(jdbc), closings, received, tracing);
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
    Intake intake(Broker broker, Desk desk) {
        return desk.at(broker, broker.publisher("event-worker-splits"));
    }

    @Bean
    SideDoors sideDoors(Broker broker, Brokers brokers, IngestSettings ingest, Desk desk) {
        var doors = new ArrayList<SideDoors.Door>();
        for (var kind : ingest.enabled()) {
            if (!broker.kind().equals(kind.name().toLowerCase(Locale.ROOT))) {
                var side = brokers.open(kind, EnumSet.of(Route.CONVERSATION_ENDED));
                var splits = broker.publisher("event-worker-side-splits");
                doors.add(new SideDoors.Door(side, desk.at(side, splits)));
            }
        }
        return new SideDoors(doors);
    }

    /// What stands between any broker and the ledger.
    record Desk(
            StoreGate gate,
            Reading.Decoding decoding,
            Suspects suspects,
            Settlement settlement,
            IntakeMeters meters,
            IntakeSettings settings) {

        /// An intake from a broker; each has a handler of its own, for its own thread.
        ///
        /// @param splits publishes the members of batches that came a second time
        Intake at(Broker broker, Publisher splits) {
            var limits =
                    new IntakeHandler.Limits(
                            settings.deaths(), settings.batchBytes().toBytes(), meters);
            var watch =
                    new HangWatch(
                            settings.hungAfter(), () -> Runtime.getRuntime().halt(HangWatch.EXIT));
            var reading = new Reading(decoding, watch);
            var handler = new IntakeHandler(gate, reading, settlement, suspects, splits, limits);
            return new Intake(broker, handler, splits, settings, watch);
        }
    }

    @Bean
    Desk desk(
            StoreGate gate,
            Reading.Decoding decoding,
            Suspects suspects,
            Settlement settlement,
            IntakeMeters meters,
            IntakeSettings settings) {
        return new Desk(gate, decoding, suspects, settlement, meters, settings);
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
    HealthIndicator consumerHealthIndicator(Stall consumerStall) {
        return () -> (consumerStall.stalled() ? Health.down() : Health.up()).build();
    }

    /// A consumer that is connected and deaf, or a batch that does not end.
    @Bean(initMethod = "start", destroyMethod = "close")
    Stall consumerStall(Intake intake, IntakeSettings settings) {
        return new Stall(
                "consumer",
                settings.deafAfter(),
                intake::lastBatch,
                () -> intake.waiting().orElse(0) > 0);
    }

    @Bean(destroyMethod = "close")
    ConfirmWatch confirmWatch(MeterRegistry meters, IntakeSettings settings) {
        return new ConfirmWatch(meters, settings.deafAfter());
    }

    @Bean
    HealthIndicator confirmsHealthIndicator(ConfirmWatch watch) {
        return () -> (watch.stuck() ? Health.down() : Health.up()).build();
    }
}
