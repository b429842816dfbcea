// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import afterword.persistence.StoreGate;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MoneySettings.class)
class MoneyConfiguration {

    @Bean
    Prices prices(MoneySettings settings) {
        return Prices.read(settings.prices());
    }

    @Bean(destroyMethod = "close")
    Budgets budgets(MoneySettings settings, DataSource source, StoreGate gate) {
        var rows = new JdbcBudgetRows(JdbcClient.create(source), gate);
        return new Budgets(settings, rows, System::nanoTime);
    }

    @Bean
    BudgetGauges budgetGauges(MoneySettings settings, DataSource source, MeterRegistry meters) {
        return new BudgetGauges(settings.budgets(), JdbcClient.create(source), meters);
    }
}
