// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.events.audit.Received;
import afterword.events.ledger.Pace;
import afterword.messaging.Broker;
import afterword.messaging.RowOutbox;
import afterword.persistence.StoreGate;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the dead letters and their announcements.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadLetterSettings.class)
class DeadLetterConfiguration {

    private static final int BATCH = 100;

    @Bean
    DeadLetters deadLetters(
            JdbcClient jdbc,
            Announcements announcements,
            DeadLetterSettings settings,
            MeterRegistry meters) {
        return new DeadLetters(jdbc, announcements.outbox(), settings, meters);
    }

    @Bean
    UndeliveredLine undeliveredLine(
            Broker broker,
            StoreGate gate,
            DeadLetters deadLetters,
            Received received,
            TransactionTemplate transaction) {
        return new UndeliveredLine(
                broker, new UndeliveredListener(gate, deadLetters, received, transaction));
    }

    @Bean
    ReplayRows replayRows(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Pace pace,
            DeadLetterSettings settings) {
        return new ReplayRows(jdbc, transaction, pace, settings);
    }

    @Bean(destroyMethod = "")
    Announcements announcements(
            Broker broker,
            JdbcClient jdbc,
            ReplayRows replays,
            DeadLetterSettings settings,
            MeterRegistry meters) {
        var publisher = broker.publisher("event-worker-dead-letters");
        var rows = new AnnouncementRows(jdbc, settings.relayLease());
        var relay = new RowOutbox.Settings(settings.relayEvery(), BATCH, 1);
        var portions = new RowOutbox.Settings(settings.replayEvery(), settings.replayBatch(), 1);
        return new Announcements(
                publisher,
                new RowOutbox<>("dead-letters", publisher, rows, relay, meters),
                new RowOutbox<>("replays", publisher, replays, portions, meters));
    }
}
