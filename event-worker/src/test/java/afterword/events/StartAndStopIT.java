// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Route;
import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StartAndStopIT {

    private static final String ROLE = "afterword_events";

    @Test
    void storesBeforeTheAnalysisWasEverInstalled() {
        var database = Shared.postgres().freshDatabase();
        try (var worker = start(database.url(), database.user(), database.password())) {
            var line = worker.getBean(Line.class);
            var id = line.send(Line.conversationId());
            await().until(() -> line.requests(id) == 1);
            assertThat(views(worker)).isEqualTo(Status.OUT_OF_SERVICE);
            FreshDatabase.standIn(Shared.postgres(), database);
            await().until(() -> views(worker).equals(Status.UP));
            line.endRun(id, "PROCESSED", 1);
            line.recorded(id, 1, 1);
            await().until(() -> line.outcomes(id).size() == 1);
        }
    }

    /// As in a deployment: a role that owns its schema and nothing else.
    @Test
    void twoStartTogetherUnderRoleOfTheirOwn() throws Exception {
        var server = Shared.postgres();
        var database = FreshDatabase.prepared(server);
        server.createRole(ROLE, ROLE);
        server.execute(
                database.name(),
                "grant create on database "
                        + database.name()
                        + " to "
                        + ROLE
                        + "; grant usage on schema analysis to public; grant select on analysis.run_v1, analysis.outcome_v1 to public");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> start(database.url(), ROLE, ROLE));
            var second = threads.submit(() -> start(database.url(), ROLE, ROLE));
            try (var one = first.get();
                    var two = second.get()) {
                for (var worker : List.of(one, two)) {
                    var line = worker.getBean(Line.class);
                    var id = line.send(Line.conversationId());
                    await().until(() -> line.requests(id) == 1);
                    assertThat(views(worker)).isEqualTo(Status.UP);
                }
            }
        }
    }

    @Test
    void stopSettlesItsBatchAndLeavesTheRest() {
        var database = FreshDatabase.prepared(Shared.postgres());
        var sent = new ArrayList<UUID>();
        FakeBroker broker;
        try (var worker =
                start(
                        database.url(),
                        database.user(),
                        database.password(),
                        "--afterword.events.intake.batch-size=8",
                        "--afterword.events.intake.in-flight=64")) {
            broker = worker.getBean(FakeBroker.class);
            var line = worker.getBean(Line.class);
            for (int i = 0; i < 1_000; i++) {
                sent.add(line.send(Line.conversationId()));
            }
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> line.rows(sent.getFirst()) == 1);
        }
        assertThat(broker.unsettled(Route.CONVERSATION_ENDED)).isZero();
        assertThat(broker.bugs()).isEmpty();
        int waiting = broker.waiting(Route.CONVERSATION_ENDED).size();
        assertThat(stored(database) + waiting).isEqualTo(sent.size());
        assertThat(waiting).isPositive();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("relay-"));
    }

    private static long stored(PostgresServer.Database database) {
        var source =
                new DriverManagerDataSource(database.url(), database.user(), database.password());
        return JdbcClient.create(source)
                .sql("select count(*) from events.event")
                .query(Long.class)
                .single();
    }

    private static Status views(ConfigurableApplicationContext worker) {
        var health = worker.getBean("viewsHealthIndicator", HealthIndicator.class).health();
        return health == null ? Status.UNKNOWN : health.getStatus();
    }

    private static ConfigurableApplicationContext start(
            String url, String user, String password, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--spring.datasource.url=" + url,
                                "--spring.datasource.username=" + user,
                                "--spring.datasource.password=" + password,
                                "--spring.main.keep-alive=false"));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(EventWorkerApplication.class, TestWiring.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }
}
