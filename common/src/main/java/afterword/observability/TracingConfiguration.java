// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Gives a service its [Tracing]. A service imports it by name.
@Configuration(proxyBeanMethods = false)
public class TracingConfiguration {

    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        var name = environment.getProperty("spring.application.name", "afterword");
        return Tracing.of(name, System.getenv());
    }
}
