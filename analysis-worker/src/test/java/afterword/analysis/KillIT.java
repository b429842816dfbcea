// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.rabbit.RabbitBroker;
import afterword.messaging.rabbit.RabbitSettings;
import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import afterword.simulator.Latency;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Workers as processes of their own, killed with -9 while they work; real broker, real database.
@Tag("slow")
@Timeout(300)
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int RUNS = 200;
    private static final int IN_FLIGHT = 24;

    /// Calls of which nobody can know whether they are paid: begun, and no reply was stored.
    private static final String IN_FLIGHT_AT_THE_KILL =
            """
            select count(*) from (
              select from analysis.call group by tenant, event_id, generation, name, fence, number
              having count(*) filter (where phase <> 'STARTED') = 0) lost
            """;

    /// Calls made although the journal held the reply to an earlier one of the same part.
    private static final String AVOIDABLE =
            """
            select count(*) from analysis.call again
            where again.phase = 'STARTED' and exists (
              select from analysis.call paid
              where (paid.tenant, paid.event_id, paid.generation, paid.name)
                  = (again.tenant, again.event_id, again.generation, again.name)
                and paid.fence < again.fence and paid.phase = 'REPLIED')
            """;

    private final Stand stand = new Stand(FreshDatabase.migrated());
    private final RabbitServer.Address rabbit = Shared.rabbit().freshVhost();
    private final Simulator simulator =
            Simulator.start(0, SimulatorSettings.with(Latency.parse("lognormal(1s,0.5)")));
    private final List<Process> workers = new ArrayList<>();

    @TempDir Path logs;

    @AfterEach
    void close() throws InterruptedException {
        for (var worker : workers) {
            worker.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        simulator.close();
    }

    @Test
    void killedWorkerCostsNoOutcomeAndOnlyCallsInFlight() throws Exception {
        request();
        var first = start();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ended() >= RUNS / 3);
        first.destroyForcibly().waitFor();
        int before = ended();
        long killed = System.nanoTime();
        int inFlight = stand.count("select count(*) from analysis.run where state = 'RUNNING'");
        start();
        await().atMost(Duration.ofMinutes(2)).until(() -> ended() > before);
        var recovered = Duration.ofNanos(System.nanoTime() - killed);
        await().atMost(Duration.ofMinutes(3)).until(() -> ended() == RUNS);
        var all = Duration.ofNanos(System.nanoTime() - killed);

        var calls = simulator.counters().snapshot();
        long repeated = calls.repeatedCalls().extra();
        LOG.info(
                "killed at {} of {} with {} runs in flight: first new outcome after {} ms, all after {} ms;"
                        + " calls repeated {}, answered twice {}: in flight by the journal {}, avoidable {}",
                before,
                RUNS,
                inFlight,
                recovered.toMillis(),
                all.toMillis(),
                repeated,
                calls.repeatedAnswers().extra(),
                stand.count(IN_FLIGHT_AT_THE_KILL),
                stand.count(AVOIDABLE));
        assertThat(stand.text("select string_agg(distinct outcome, ',') from analysis.run"))
                .isEqualTo("PROCESSED");
        assertThat(stand.count("select count(*) from analysis.part where status = 'SUCCEEDED'"))
                .isEqualTo(4 * RUNS);
        assertThat(stand.count(AVOIDABLE)).isZero();
        assertThat(repeated).isLessThanOrEqualTo(3L * IN_FLIGHT);
        assertThat(calls.totals().calls() - repeated).isEqualTo(3L * RUNS);
    }

    private int ended() {
        return stand.count("select count(*) from analysis.run_v1 where state = 'ENDED'");
    }

    private void request() throws InterruptedException {
        var settings =
                Settings.read(
                        RabbitSettings.class,
                        Map.of(
                                "spring.rabbitmq.host", rabbit.host(),
                                "spring.rabbitmq.port", rabbit.port(),
                                "spring.rabbitmq.username", rabbit.user(),
                                "spring.rabbitmq.password", rabbit.password(),
                                "spring.rabbitmq.virtual-host", rabbit.vhost()));
        var messages = new ArrayList<Message>();
        for (int i = 0; i < RUNS; i++) {
            var event = stand.store("I live in house " + i + ". Why is the sky blue?");
            var request = ContractJson.write(new AnalysisRequested("default", event, 1));
            messages.add(Message.of(Route.ANALYSIS_REQUESTED, event.toString(), Map.of(), request));
        }
        try (var broker = new RabbitBroker(settings, null);
                var publisher = broker.publisher("test")) {
            await().until(() -> publisher.state() == Publisher.State.OPEN);
            assertThat(publisher.publishAll(messages)).allMatch(Confirm::confirmed);
        }
    }

    private Process start() {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnalysisWorkerApplication.class.getName(),
                        "--spring.datasource.url=" + stand.database().url(),
                        "--spring.datasource.username=" + stand.database().user(),
                        "--spring.datasource.password=" + stand.database().password(),
                        "--spring.rabbitmq.host=" + rabbit.host(),
                        "--spring.rabbitmq.port=" + rabbit.port(),
                        "--spring.rabbitmq.username=" + rabbit.user(),
                        "--spring.rabbitmq.password=" + rabbit.password(),
                        "--spring.rabbitmq.virtual-host=" + rabbit.vhost(),
                        "--afterword.llm.base-url=" + simulator.baseUrl(),
                        "--afterword.analysis.run.in-flight=" + IN_FLIGHT,
                        "--server.port=0");
        try {
            var log = logs.resolve("worker-" + workers.size() + ".log").toFile();
            var worker =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log)
                            .start();
            workers.add(worker);
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
