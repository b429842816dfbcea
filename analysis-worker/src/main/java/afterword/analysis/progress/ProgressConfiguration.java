// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.progress;

import afterword.messaging.Broker;
import afterword.messaging.ConfirmWatch;
import afterword.messaging.Groups;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.observability.Stall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Wires the group `progress` of the health: what each indicator means stands in
/// docs/observability.md.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProgressSettings.class)
class ProgressConfiguration {

    /// Whatever a worker does shows here: a request settled, a part ended or parked, a visit over.
    private static final List<String> MOVEMENTS =
            List.of("afterword.analysis.request", "afterword.analysis.part");

    private static final String VISITS = "afterword.analysis.run";

    @Bean(initMethod = "start", destroyMethod = "close")
    Backlog backlog(DataSource source, ProgressSettings settings) {
        return new Backlog(JdbcClient.create(source), settings.every());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Stall workStall(
            Broker broker, Backlog backlog, MeterRegistry meters, ProgressSettings settings) {
        var after = settings.stuckAfter();
        return new Stall(
                "work",
                after,
                () -> movements(meters),
                () ->
                        backlog.late().overdue().compareTo(after) > 0
                                || broker.backlog(Groups.ANALYSIS_WORKER, Route.ANALYSIS_REQUESTED)
                                                .getOrDefault(Route.ANALYSIS_REQUESTED, 0L)
                                        > 0);
    }

    private static long movements(MeterRegistry meters) {
        double counted =
                MOVEMENTS.stream()
                        .flatMap(name -> meters.find(name).counters().stream())
                        .mapToDouble(Counter::count)
                        .sum();
        long visits = meters.find(VISITS).timers().stream().mapToLong(Timer::count).sum();
        return (long) counted + visits;
    }

    @Bean(destroyMethod = "close")
    ConfirmWatch confirmWatch(MeterRegistry meters, ProgressSettings settings) {
        return new ConfirmWatch(meters, settings.stuckAfter());
    }

    @Bean
    HealthIndicator workHealthIndicator(Stall workStall) {
        return () -> up(!workStall.stalled());
    }

    @Bean
    HealthIndicator confirmsHealthIndicator(ConfirmWatch watch) {
        return () -> up(!watch.stuck());
    }

    @Bean
    HealthIndicator outcomeRelayHealthIndicator(
            Publisher publisher, Backlog backlog, ProgressSettings settings) {
        return () ->
                up(
                        publisher.state() != Publisher.State.OPEN
                                || backlog.late().untold().compareTo(settings.lateAfter()) <= 0);
    }

    private static Health up(boolean good) {
        return (good ? Health.up() : Health.down()).build();
    }
}
