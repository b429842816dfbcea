// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the gateway stops.
///
/// @param delay for which it goes on accepting once readiness is down, 0 to 60 s. One second: long
///   enough for connections on their way; as long as a load balancer takes to hear of readiness
///   where clients do not repeat
@ConfigurationProperties("afterword.gateway.stop")
record StopSettings(@DefaultValue("1s") Duration delay) {

    StopSettings {
        if (delay.isNegative() || delay.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("afterword.gateway.stop.delay is 0 to 60 s");
        }
    }
}
