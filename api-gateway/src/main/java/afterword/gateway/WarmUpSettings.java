// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the gateway warms up before it is ready.
///
/// @param limit of the whole warm-up; zero: none. One second is what a start may spend on it
/// @param connections used at once
@ConfigurationProperties("afterword.gateway.warm-up")
record WarmUpSettings(@DefaultValue("900ms") Duration limit, @DefaultValue("4") int connections) {

    WarmUpSettings {
        if (limit.isNegative() || limit.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("limit is 0 to 10 s");
        }
        if (connections < 1 || connections > 64) {
            throw new IllegalArgumentException("connections is 1 to 64");
        }
    }
}
