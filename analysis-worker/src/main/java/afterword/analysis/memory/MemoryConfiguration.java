// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.JsonHttp;
import afterword.observability.Tracing;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MemorySettings.class)
class MemoryConfiguration {

    @Bean
    @ConditionalOnProperty("afterword.memory.base-url")
    MemoryStore memoryStore(MemorySettings settings, JsonHttp http, Tracing tracing) {
        var base = settings.baseUrl();
        if (base == null) {
            throw new IllegalStateException("the condition has looked");
        }
        var store = new HttpMemoryStore(base, settings.apiKey(), http, settings.callsInFlight());
        return TracedMemory.of(store, tracing);
    }
}
