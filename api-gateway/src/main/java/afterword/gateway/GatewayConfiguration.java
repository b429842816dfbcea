// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import afterword.gateway.access.Rehearsal;
import afterword.messaging.BrokerConfiguration;
import afterword.observability.TracingConfiguration;
import io.micrometer.observation.ObservationPredicate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/// Wires what belongs to the process as a whole.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WarmUpSettings.class, StopSettings.class})
@Import({BrokerConfiguration.class, TracingConfiguration.class})
class GatewayConfiguration {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    StopDelay stopDelay(StopSettings settings) {
        return new StopDelay(settings.delay());
    }

    /// The gateway starts and accepts without PostgreSQL, so migrating must not hold up the start.
    @Bean
    FlywayMigrationStrategy migrations(Migrations migrations) {
        return migrations::begin;
    }

    @Bean(destroyMethod = "close")
    Migrations background(JdbcConnectionDetails database) {
        return new Migrations(database);
    }

    @Bean
    WarmUp warmUp(
            Rehearsal rehearsal,
            WarmUpSettings settings,
            ServerProperties server,
            ApplicationContext context) {
        var bound = server.getAddress();
        var reached =
                bound == null || bound.isAnyLocalAddress()
                        ? InetAddress.getLoopbackAddress()
                        : bound;
        return new WarmUp(rehearsal, settings, () -> new InetSocketAddress(reached, port(context)));
    }

    private static int port(ApplicationContext context) {
        var server = ((WebServerApplicationContext) context).getWebServer();
        return server == null ? 0 : server.getPort();
    }

    /// A client that asks before it sends a body is answered when the body is read, or refused
    /// without it.
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> continueWhenRead() {
        return factory ->
                factory.addConnectorCustomizers(
                        connector -> connector.setProperty("continueResponseTiming", "onRead"));
    }

    /// Keeps the warm-up out of the HTTP metrics.
    @Bean
    ObservationPredicate rehearsalsUnseen(Rehearsal rehearsal) {
        return (_, context) ->
                !(context instanceof ServerRequestObservationContext request
                        && rehearsal.includes(request.getCarrier()));
    }
}
