// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import afterword.observability.LoopbackGuard;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Wires keys and receipts; bad ones stop the start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessSettings.class)
class AccessConfiguration {

    @Bean
    ApiKeys apiKeys(AccessSettings settings) {
        return ApiKeys.parse(settings.apiKeys());
    }

    @Bean
    Rehearsal rehearsal() {
        return new Rehearsal();
    }

    @Bean
    ScopeCheck scopeCheck() {
        return new ScopeCheck();
    }

    @Bean
    Receipts receipts(AccessSettings settings, Environment environment, InstantSource clock) {
        return Receipts.parse(settings, LoopbackGuard.loopbackOnly(environment), clock);
    }
}
