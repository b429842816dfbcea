// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires what other rooms use of this one.
@Configuration(proxyBeanMethods = false)
class AnswerConfiguration {

    @Bean
    Refusals refusals(MeterRegistry meters) {
        return new Refusals(meters);
    }
}
