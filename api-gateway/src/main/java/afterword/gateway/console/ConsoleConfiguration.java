// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.gateway.live.Streams;
import afterword.messaging.Broker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires what the console looks at.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleSettings.class)
class ConsoleConfiguration {

    @Bean
    Glass glass(JdbcClient jdbc, ConsoleSettings settings) {
        return new DatabaseGlass(jdbc, settings);
    }

    @Bean
    Boards boards(Glass glass, Broker broker, ConsoleSettings settings) {
        return new Boards(
                List.of(
                        new NowBoard(glass, broker, new Spending(glass), settings),
                        new AnalysesBoard(glass),
                        new ProvidersBoard(glass),
                        new DeadLettersBoard(glass)));
    }

    @Bean
    EventSearch eventSearch(Glass glass) {
        return new EventSearch(glass);
    }

    @Bean
    EventPage eventPage(Glass glass) {
        return new EventPage(glass);
    }

    @Bean
    Streams consoleStreams(ConsoleSettings settings, MeterRegistry meters) {
        return new Streams("console", settings.stream(), meters);
    }
}
