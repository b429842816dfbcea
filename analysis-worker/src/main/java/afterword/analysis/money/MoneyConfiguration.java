// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MoneySettings.class)
class MoneyConfiguration {

    @Bean
    Prices prices(MoneySettings settings) {
        return Prices.read(settings.prices());
    }
}
