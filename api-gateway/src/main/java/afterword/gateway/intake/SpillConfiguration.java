// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.messaging.Publisher;
import afterword.messaging.RowOutbox;
import afterword.persistence.Views;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the spill and its relay.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpillSettings.class)
class SpillConfiguration {

    @Bean
    PostgresSpill spill(
            JdbcClient jdbc,
            DataSource source,
            Handover handover,
            SpillSettings settings,
            MeterRegistry meters) {
        var migrated = new Views(source, List.of("gateway.spill"));
        var spill = new PostgresSpill(new SpillTable(jdbc), migrated, handover, settings);
        Gauge.builder("afterword.gateway.spill.events", spill, it -> it.level().events())
                .description("Events in the spill when this process last looked")
                .register(meters);
        Gauge.builder("afterword.gateway.spill.bytes", spill, it -> it.level().bytes())
                .description("Size of the bodies in the spill")
                .baseUnit("bytes")
                .register(meters);
        return spill;
    }

    @Bean
    SpillRelayHealth spillRelayHealth(
            Publisher publisher, PostgresSpill spill, SpillSettings settings) {
        return new SpillRelayHealth(publisher, spill, settings.lateAfter());
    }

    @Bean(initMethod = "start")
    RowOutbox<Long> spillRelay(
            Publisher publisher,
            PostgresSpill spill,
            SpillSettings settings,
            MeterRegistry meters) {
        var relay = new RowOutbox.Settings(settings.relayEvery(), settings.relayBatch(), 1);
        return new RowOutbox<>("spill", publisher, spill.rows(), relay, meters);
    }
}
