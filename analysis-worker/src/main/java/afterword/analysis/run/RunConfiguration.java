// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Catalog;
import afterword.analysis.llm.Models;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.money.Budgets;
import afterword.analysis.money.Prices;
import afterword.analysis.outcome.Announcements;
import afterword.analysis.outcome.EndedRun;
import afterword.analysis.pacing.Lane;
import afterword.analysis.pacing.Lanes;
import afterword.analysis.pacing.PacingSettings;
import afterword.analysis.transcript.TokenEncoding;
import afterword.concurrent.CpuPool;
import afterword.messaging.RowOutbox;
import afterword.observability.Tracing;
import afterword.persistence.DirectConnections;
import afterword.persistence.StoreGate;
import afterword.persistence.Views;
import afterword.persistence.YoungTables;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the ownership of runs and the work on them.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunSettings.class)
class RunConfiguration {

    /// Connections that visits read over at once; the pool has some more for writer, sweep, claims,
    /// relay and health.
    private static final int READERS = 4;

    private static final Duration LOOKS_APART = Duration.ofSeconds(1);

    /// Plain JDBC: the hot statements have no use for an entity manager.
    record Database(JdbcClient jdbc, TransactionTemplate transactions, StoreGate gate) {}

    @Bean
    StoreGate storeGate(DataSource source) {
        return new StoreGate(source, Duration.ofMillis(100), Duration.ofSeconds(2));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    YoungTables youngTables(DataSource source) {
        return new YoungTables(source, "analysis");
    }

    @Bean
    Database database(DataSource source, StoreGate gate) {
        return new Database(
                JdbcClient.create(source),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                gate);
    }

    @Bean
    Views views(DataSource source) {
        return new Views(source, List.of("events.transcript_v1", "events.tombstone_v1"));
    }

    @Bean(destroyMethod = "close")
    ProcessLease processLease(RunSettings settings, JdbcConnectionDetails details) {
        var url = settings.directUrl().isEmpty() ? details.getJdbcUrl() : settings.directUrl();
        var direct =
                new DirectConnections(
                        url, details.getUsername(), details.getPassword(), "analysis-worker lease");
        return new ProcessLease(processName(), settings.lease(), direct::open, System::nanoTime);
    }

    private static String processName() {
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + ProcessHandle.current().pid();
        } catch (UnknownHostException _) {
            return "unknown:" + ProcessHandle.current().pid();
        }
    }

    @Bean(destroyMethod = "close")
    CpuPool cpuPool(RunSettings settings) {
        return new CpuPool("cpu", settings.cores(), settings.inFlight() * 4);
    }

    @Bean
    RunMeters runMeters(MeterRegistry registry, Lanes lanes) {
        return new RunMeters(registry, lanes.all().map(Lane::model).collect(Collectors.toSet()));
    }

    @Bean(destroyMethod = "")
    JdbcLedger ledger(Database database, RunSettings settings, RowOutbox<EndedRun> outcomes) {
        return new JdbcLedger(
                database.jdbc(),
                database.transactions(),
                database.gate(),
                settings.park().limit(),
                READERS,
                outcomes::offer);
    }

    @Bean
    Formatting formatting(CpuPool cpu) {
        return new Formatting(cpu, TokenEncoding.O200K_BASE);
    }

    @Bean
    Asks asks(
            Models models, Lanes lanes, ObjectProvider<MemoryStore> memory, Formatting formatting) {
        return new Asks(models, lanes, memory.getIfAvailable(), formatting);
    }

    @Bean
    WarmUp warmUp(Catalog catalog, Formatting formatting) {
        return new WarmUp(catalog, formatting);
    }

    @Bean
    PartRunner.Tools partTools(
            ProcessLease lease, RunSettings settings, Lanes lanes, PacingSettings pacing) {
        // each thread its own generator, asked anew every time
        var delays = new ParkDelay(settings.park(), () -> ThreadLocalRandom.current().nextLong());
        return new PartRunner.Tools(
                lease::awaitGood,
                delays,
                lanes,
                pacing.extra().hedgeLeast(),
                pacing.patience(),
                PartRunner.Tools.QUICK);
    }

    @Bean
    PartRunner partRunner(
            JdbcLedger ledger,
            RunMeters meters,
            Prices prices,
            Budgets budgets,
            PartRunner.Tools tools) {
        return new PartRunner(ledger, meters, new Caller(ledger, meters, prices, budgets), tools);
    }

    @Bean
    Visit.Tools visitTools(
            JdbcLedger ledger,
            Catalog catalog,
            Asks asks,
            PartRunner runner,
            Announcements announcements,
            Limits limits) {
        var settings = limits.settings();
        return new Visit.Tools(
                ledger,
                catalog,
                asks,
                runner,
                limits.meters(),
                announcements,
                settings.lease().poisonAfter(),
                settings.visitLimit());
    }

    /// Settings and meters, which come together.
    record Limits(RunSettings settings, RunMeters meters) {}

    @Bean
    Limits limits(RunSettings settings, RunMeters meters) {
        return new Limits(settings, meters);
    }

    @Bean
    RunPermits runPermits(RunSettings settings) {
        return new RunPermits(settings.inFlight());
    }

    @Bean
    Placement placement(RunPermits permits, Lanes lanes, Catalog catalog) {
        return new Placement(permits, lanes, catalog::choices);
    }

    @Bean
    Claims claims(Database database, ProcessLease lease, RunSettings settings) {
        return new Claims(
                database.jdbc(),
                database.transactions(),
                lease.id(),
                settings.lease().suspectAfter());
    }

    @Bean
    Runs runs(
            Placement placement,
            Claims claims,
            ProcessLease lease,
            Database database,
            Visit.Tools tools,
            Tracing tracing) {
        return new Runs(placement, claims, lease, database.gate(), tools, tracing);
    }

    @Bean
    Sweep sweep(
            Placement placement,
            Claims claims,
            ProcessLease lease,
            Database database,
            Runs runs,
            Limits limits) {
        var watch =
                new DeathWatch(
                        database.jdbc(),
                        lease.id(),
                        limits.settings().lease().length(),
                        LOOKS_APART,
                        System::nanoTime);
        return new Sweep(placement, claims, watch, lease, runs, limits.meters());
    }

    @Bean
    RunLifecycle runLifecycle(
            ProcessLease lease,
            JdbcLedger ledger,
            Sweep sweep,
            Runs runs,
            RowOutbox<EndedRun> outcomes,
            RunLifecycle.Rest rest) {
        return new RunLifecycle(lease, ledger, sweep, runs, outcomes, rest);
    }

    @Bean
    RunLifecycle.Rest rest(CpuPool cpu, Views views, RunSettings settings) {
        return new RunLifecycle.Rest(cpu, views, settings.lease().sweep(), settings.drain());
    }

    @Bean
    HealthIndicator leaseHealthIndicator(ProcessLease lease) {
        return new LeaseHealth(lease);
    }

    @Bean
    HealthIndicator viewsHealthIndicator(Views views) {
        return new ViewsHealth(views);
    }

    @Bean
    RunGauges runGauges(
            RunPermits permits,
            CpuPool cpu,
            JdbcLedger ledger,
            ProcessLease lease,
            MeterRegistry registry) {
        return new RunGauges(permits, cpu, ledger, lease, registry);
    }
}
