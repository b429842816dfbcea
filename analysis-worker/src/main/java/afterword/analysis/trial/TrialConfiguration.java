// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/// The models of the deployment and nothing else. No `@Configuration`, so that the worker does not
/// find it.
@ComponentScan("afterword.analysis.llm")
class TrialConfiguration {

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
