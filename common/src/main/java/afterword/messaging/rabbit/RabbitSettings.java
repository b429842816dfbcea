// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How to reach RabbitMQ, under the names that Spring Boot users know.
///
/// @param addresses `host:port` of several nodes; wins over host and port
/// @param requestedHeartbeat a dead peer is noticed after two of them; TCP alone takes about 11
///   minutes
/// @param connectionTimeout for one TCP connect
/// @param publisher how messages are published
@ConfigurationProperties("spring.rabbitmq")
public record RabbitSettings(
        @DefaultValue("localhost") String host,
        @DefaultValue("5672") int port,
        @DefaultValue List<String> addresses,
        @DefaultValue("guest") String username,
        @DefaultValue("guest") String password,
        @DefaultValue("/") String virtualHost,
        @DefaultValue Ssl ssl,
        @DefaultValue("10s") Duration requestedHeartbeat,
        @DefaultValue("3s") Duration connectionTimeout,
        @DefaultValue Publishing publisher) {

    public RabbitSettings {
        addresses = List.copyOf(addresses);
    }

    /// Without the password.
    @Override
    public String toString() {
        return "RabbitSettings["
                + (addresses.isEmpty() ? host + ":" + port : addresses)
                + ", "
                + virtualHost
                + "]";
    }

    /// Transport encryption.
    ///
    /// @param enabled whether TLS is spoken; the peer's name is verified
    /// @param bundle name of a Spring SSL bundle; null: the JDK's trust store
    public record Ssl(@DefaultValue("false") boolean enabled, @Nullable String bundle) {}

    /// How messages are published. Source: `docs/adr/0003-raw-clients.md` and the measurements
    /// named there.
    ///
    /// @param channels writer threads with a channel each; 1 to 16. More than a few cost the broker
    ///   CPU and gain nothing
    /// @param confirmTimeout after which a message's fate is unknown
    /// @param queue messages waiting for a writer, per channel; a full queue refuses at once
    /// @param outstanding unconfirmed messages per channel at most
    public record Publishing(
            @DefaultValue("2") int channels,
            @DefaultValue("1s") Duration confirmTimeout,
            @DefaultValue("4096") int queue,
            @DefaultValue("4096") int outstanding) {

        public Publishing {
            if (channels < 1 || channels > 16) {
                throw new IllegalArgumentException(
                        "spring.rabbitmq.publisher.channels is 1 to 16, not " + channels);
            }
            if (queue < 1 || outstanding < 1) {
                throw new IllegalArgumentException(
                        "spring.rabbitmq.publisher.queue and .outstanding are at least 1");
            }
        }
    }
}
