// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.gateway.access.Receipts;
import afterword.messaging.Publisher;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the operators' side.
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

    @Bean
    AdminStore adminStore(JdbcClient jdbc) {
        return new AdminStore(jdbc);
    }

    @Bean
    Orders orders(Publisher publisher, Receipts receipts, InstantSource clock) {
        return new Orders(publisher, receipts, clock);
    }
}
