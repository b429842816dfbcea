// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import afterword.events.ledger.Pace;
import afterword.messaging.Broker;
import afterword.persistence.Views;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the ledger's keeping.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditSettings.class)
class AuditConfiguration {

    @Bean
    Received received(JdbcClient jdbc) {
        return new Received(jdbc);
    }

    @Bean
    Audit audit(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Pace pace,
            Broker broker,
            Audit.Sight sight,
            AuditSettings settings) {
        return new Audit(
                new HandoverAudit(jdbc, transaction, settings),
                new LedgerCount(jdbc, settings.ends()),
                pace,
                broker,
                sight,
                settings);
    }

    @Bean
    Audit.Sight sight(DataSource source, Views analysis) {
        var gateway = List.of("gateway.handover_v1", "gateway.spilled_v1");
        return new Audit.Sight(new Views(source, gateway), analysis);
    }

    @Bean
    LedgerGauges ledgerGauges(Audit audit, MeterRegistry meters) {
        return new LedgerGauges(audit, meters);
    }
}
