// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.retention;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the deletion of what is old.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionConfiguration {

    @Bean
    RawReplies rawReplies(JdbcClient jdbc, RetentionSettings settings) {
        return new RawReplies(jdbc, settings);
    }
}
