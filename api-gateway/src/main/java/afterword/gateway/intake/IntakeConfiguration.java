// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.gateway.access.Receipts;
import afterword.gateway.answer.Refusals;
import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.observability.Tracing;
import afterword.persistence.Views;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the intake.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IntakeSettings.class, GroupSettings.class})
class IntakeConfiguration {

    /// Source: issue 5, progress-based health.
    private static final Duration STUCK = Duration.ofMinutes(1);

    @Bean(destroyMethod = "close")
    Publisher intakePublisher(Broker broker, GroupSettings group, MeterRegistry meters) {
        var publisher = grouping(broker, group, meters);
        Gauge.builder("afterword.gateway.outstanding", publisher, Publisher::outstanding)
                .description("Published events whose confirm is awaited")
                .register(meters);
        return publisher;
    }

    /// Kafka's producer batches by itself, and a batch of its own would have one key.
    private static Publisher grouping(Broker broker, GroupSettings group, MeterRegistry meters) {
        var single = broker.publisher("gateway-intake");
        var sizes =
                DistributionSummary.builder("afterword.gateway.group")
                        .description("Events that travelled in one message")
                        .baseUnit("events")
                        .register(meters);
        if (!broker.kind().equals("rabbitmq") || group.events() == 1) {
            return single;
        }
        return new GroupPublisher(single, group, sizes);
    }

    @Bean
    IntakeMeters intakeMeters(MeterRegistry meters) {
        return new IntakeMeters(meters);
    }

    @Bean
    ConfirmHealth confirms() {
        return new ConfirmHealth(STUCK, System::nanoTime);
    }

    @Bean
    Handover handover(JdbcClient jdbc, ConfirmHealth confirms, IntakeSettings settings) {
        return new Handover(jdbc, confirms, settings.handoverEvery());
    }

    @Bean
    EndedLives endedLives(
            JdbcClient jdbc, DataSource source, Handover handover, IntakeSettings settings) {
        var received = new Views(source, List.of("events.handover_v1"));
        return new EndedLives(jdbc, handover.process(), received, settings.handoverKept());
    }

    @Bean
    Promises promises(
            Publisher publisher,
            Handover handover,
            Spill spill,
            IntakeMeters meters,
            IntakeSettings settings) {
        return new Promises(publisher, handover, spill, meters, settings);
    }

    @Bean
    Judge judge(InstantSource clock, Tracing tracing) {
        return new Judge(new Canonicaliser(clock, InputLimits.DEFAULT), clock, tracing);
    }

    @Bean
    BodyReader bodyReader(IntakeSettings settings) {
        return new BodyReader(settings);
    }

    @Bean
    Entrance entrance(
            BodyReader bodies,
            Judge judge,
            Promises promises,
            Receipts receipts,
            IntakeMeters meters,
            IntakeSettings settings) {
        return new Entrance(bodies, judge, promises, receipts, meters, settings);
    }

    @Bean
    BatchEntrance batchEntrance(
            BodyReader bodies,
            Judge judge,
            Promises promises,
            Receipts receipts,
            Refusals refusals,
            IntakeSettings settings) {
        return new BatchEntrance(bodies, judge, promises, receipts, refusals, settings);
    }

    @Bean
    AcceptHealth accept(Publisher publisher, Spill spill) {
        return new AcceptHealth(publisher, spill);
    }
}
