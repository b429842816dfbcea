// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import afterword.observability.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/// The models of the deployment and nothing else. No `@Configuration`, so that the worker does not
/// find it.
@ComponentScan("afterword.analysis.llm")
class TrialConfiguration {

    @Bean
    Tracing tracing() {
        return Tracing.off();
    }

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
