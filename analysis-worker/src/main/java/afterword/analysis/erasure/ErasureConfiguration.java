// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.erasure;

import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ErasureSettings.class)
class ErasureConfiguration {

    @Bean
    Erasures erasures(DataSource source, ErasureSettings settings) {
        return new Erasures(
                JdbcClient.create(source),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                settings.overlap(),
                settings.batch());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ErasureWatch erasureWatch(Erasures erasures, ErasureSettings settings, MeterRegistry meters) {
        return new ErasureWatch(erasures, settings.every(), meters);
    }
}
