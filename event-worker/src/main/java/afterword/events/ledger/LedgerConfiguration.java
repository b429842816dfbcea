// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.persistence.StoreGate;
import afterword.persistence.YoungTables;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the ledger.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerConfiguration {

    @Bean
    StoreGate storeGate(DataSource source, LedgerSettings settings) {
        return new StoreGate(source, settings.pauseFirst(), settings.pauseMost());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    YoungTables youngTables(DataSource source) {
        return new YoungTables(source, "events");
    }

    @Bean
    EventLedger eventLedger(JdbcClient jdbc, LedgerSettings settings) {
        return new EventLedger(jdbc, settings);
    }

    @Bean
    Closings closings(JdbcClient jdbc, TransactionTemplate transaction, LedgerSettings settings) {
        return new Closings(jdbc, transaction, settings);
    }

    @Bean
    Reopening reopening(JdbcClient jdbc, LedgerSettings settings) {
        return new Reopening(jdbc, settings);
    }

    @Bean
    Erasure erasure(JdbcClient jdbc, Closings closings) {
        return new Erasure(jdbc, closings);
    }

    @Bean
    UnendedWalk unendedWalk(JdbcClient jdbc) {
        return new UnendedWalk(jdbc);
    }

    @Bean
    Pace pace(JdbcClient jdbc) {
        return new Pace(jdbc);
    }

    @Bean
    Backlog backlog(JdbcClient jdbc, LedgerSettings settings, MeterRegistry meters) {
        return new Backlog(jdbc, settings.gaugesEvery(), meters);
    }
}
