// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import afterword.messaging.kafka.KafkaBroker;
import afterword.messaging.kafka.KafkaConnection;
import afterword.messaging.kafka.KafkaSettings;
import afterword.messaging.rabbit.RabbitBroker;
import afterword.messaging.rabbit.RabbitSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Gives a service its [Broker], chosen by `afterword.broker`. A service imports it by name.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    BrokerConfiguration.Choice.class,
    RabbitSettings.class,
    KafkaConnection.class,
    KafkaSettings.class
})
public class BrokerConfiguration {

    /// The broker that carries the whole line.
    @Bean(destroyMethod = "close")
    Broker broker(Choice choice, Brokers brokers) {
        return brokers.open(choice.broker(), EnumSet.allOf(Route.class));
    }

    /// For a service that needs a second one.
    @Bean
    Brokers brokers(
            RabbitSettings rabbit,
            KafkaConnection connection,
            KafkaSettings kafka,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<MeterRegistry> meters) {
        return (kind, routes) -> {
            var broker =
                    switch (kind) {
                        case RABBITMQ ->
                                new RabbitBroker(
                                        rabbit, tls(rabbit.ssl(), bundles.getIfAvailable()));
                        case KAFKA -> new KafkaBroker(connection, kafka, routes);
                    };
            var registry = meters.getIfAvailable();
            return registry == null ? broker : new MeteredBroker(broker, registry);
        };
    }

    private static @Nullable SSLContext tls(RabbitSettings.Ssl ssl, @Nullable SslBundles bundles) {
        if (!ssl.enabled()) {
            return null;
        }
        var bundle = ssl.bundle();
        try {
            return bundle == null || bundles == null
                    ? SSLContext.getDefault()
                    : bundles.getBundle(bundle).createSslContext();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK speaks no TLS", e);
        }
    }

    /// Which broker carries the line.
    ///
    /// @param broker `rabbitmq` or `kafka`
    @ConfigurationProperties("afterword")
    record Choice(@DefaultValue("rabbitmq") Brokers.Kind broker) {}
}
