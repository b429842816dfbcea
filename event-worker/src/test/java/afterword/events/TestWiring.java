// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import afterword.testing.FakeBroker;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts the broker inside the test before the real one, which is then never connected.
@TestConfiguration(proxyBeanMethods = false)
public class TestWiring {

    @Bean
    @Primary
    FakeBroker fakeBroker() {
        return new FakeBroker();
    }

    @Bean
    Line line(FakeBroker broker, JdbcClient jdbc) {
        return new Line(broker, jdbc);
    }
}
