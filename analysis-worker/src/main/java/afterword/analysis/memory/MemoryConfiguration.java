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
        int most = settings.callsInFlight();
        MemoryStore store =
                switch (settings.shape(base)) {
                    case SELF_HOSTED ->
                            new SelfHostedMemoryStore(base, settings.apiKey(), http, most);
                    case HOSTED -> new HostedMemoryStore(base, settings.apiKey(), http, most);
                };
        return TracedMemory.of(store, tracing);
    }
}
