// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.contract.OutcomeRecorded;
import afterword.messaging.Route;
import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import afterword.simulator.ContentFault;
import afterword.simulator.FaultRule;
import afterword.simulator.Latency;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.simulator.WireFault;
import afterword.testing.FakeBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole worker: requests in, outcomes out, over PostgreSQL and the simulator.
@Timeout(180)
class WorkerIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final Stand stand = new Stand(FreshDatabase.unmigrated());
    private final FakeBroker broker = new FakeBroker();
    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final List<Worker> workers = new ArrayList<>();

    @BeforeEach
    void patience() {
        Awaitility.setDefaultTimeout(SOON);
    }

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        broker.close();
        simulator.close();
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void analysesWhatIsRequestedOnce() {
        start();
        var events = new ArrayList<UUID>();
        for (int i = 0; i < 20; i++) {
            var event = stand.store("I live in house " + i + ". Why is the sky blue?");
            events.add(event);
            request(event);
            request(event);
        }
        awaitOutcomes(20);
        await().until(() -> broker.drained(Route.ANALYSIS_REQUESTED));
        request(events.getFirst()); // long over
        await().until(() -> broker.drained(Route.ANALYSIS_REQUESTED));
        assertThat(broker.published(Route.OUTCOME_RECORDED)).hasSize(20);
        assertThat(stand.text("select string_agg(distinct outcome, ',') from analysis.run_v1"))
                .isEqualTo("PROCESSED");
        assertThat(simulator.counters().snapshot().totals().calls()).isEqualTo(60);
        assertThat(stand.part(events.getFirst(), "questions", "result"))
                .isEqualTo(
                        "{\"questions\": [\"Why is the sky blue?\"], \"user_initiated_questions\": 1}");
        assertThat(stand.part(events.getFirst(), "engagement", "status")).isEqualTo("SUCCEEDED");
        assertThat(stand.part(events.getFirst(), "emotion", "model")).contains("simulator");
    }

    @Test
    void outcomeCarriesFenceAndTrace() {
        start();
        var event = stand.store("Hello");
        request(event);
        awaitOutcomes(1);
        var message = broker.published(Route.OUTCOME_RECORDED).getFirst();
        assertThat(ContractJson.read(message.body(), OutcomeRecorded.class))
                .isEqualTo(new OutcomeRecorded("default", event, 1, 1));
        assertThat(message.headers()).containsEntry(Headers.TRACEPARENT, "00-trace");
        await().until(() ->
                stand.count("select count(*) from analysis.run where recorded_at is not null")
                        == 1);
    }

    @Test
    void outageParksAndRecoveryWakes() {
        start();
        simulator.refuse(Duration.ofSeconds(3));
        var events = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            events.add(stand.store("I like trains, number " + i));
            request(events.getLast());
        }
        await().until(() ->
                stand.count("select count(*) from analysis.run where state = 'PARKED'") > 0);
        await().until(() ->
                broker.drained(Route.ANALYSIS_REQUESTED)); // parked runs hold no message
        awaitOutcomes(5);
        assertThat(stand.text("select string_agg(distinct outcome, ',') from analysis.run"))
                .isEqualTo("PROCESSED");
        assertThat(stand.count("select max(attempts) from analysis.part")).isEqualTo(1);
        assertThat(stand.count("select max(parks) from analysis.part")).isPositive();
    }

    @Test
    void badAnswersFailOnePartOnly() {
        simulator.faults(FaultRule.of(ContentFault.WRONG_ENUM).part("emotion"));
        start();
        var event = stand.store("Why?");
        request(event);
        awaitOutcomes(1);
        assertThat(stand.text("select outcome from analysis.run")).isEqualTo("PARTIAL");
        assertThat(stand.part(event, "emotion", "reason")).isEqualTo("INVALID_ANSWER");
        assertThat(stand.part(event, "emotion", "attempts")).isEqualTo("3");
        assertThat(stand.part(event, "engagement", "reason")).isEqualTo("DEPENDENCY");
        assertThat(simulator.counters().snapshot().totals().calls()).isEqualTo(5);
    }

    @Test
    void memoriesComeFromTheMemoryServiceWhereThereIsOne() {
        start("afterword.memory.base-url=" + simulator.baseUrl(), "afterword.memory.api-key=k");
        var event = stand.store("I love stars.");
        request(event);
        awaitOutcomes(1);
        assertThat(stand.part(event, "memories", "provider")).isEqualTo("memory");
        assertThat(stand.part(event, "memories", "result"))
                .isEqualTo("{\"memories\": [{\"text\": \"I love stars.\", \"turns\": []}]}");
    }

    @Test
    void brokerThatLosesOutcomesGetsThemAgain() {
        start();
        broker.answer(Route.OUTCOME_RECORDED, FakeBroker.Answer.LOST);
        request(stand.store("Hello"));
        await().until(() ->
                stand.count("select count(*) from analysis.run where state = 'ENDED'") == 1);
        broker.answer(Route.OUTCOME_RECORDED, FakeBroker.Answer.CONFIRM);
        stand.jdbc().sql("update analysis.run set relay_due = now()").update();
        awaitOutcomes(1);
    }

    @Test
    void deadOwnersRunIsTakenOverWithItsJournal() {
        start();
        var event = stand.store("I love stars. Why?");
        orphan(event);
        journal(
                event,
                "questions",
                "{\\\"user_initiated_questions\\\":1,\\\"questions\\\":[\\\"Paid for?\\\"]}");
        awaitOutcomes(1);
        assertThat(stand.part(event, "questions", "result")).contains("Paid for?");
        assertThat(simulator.counters().snapshot().by().part()).doesNotContainKey("questions");
        assertThat(stand.text("select state || fence from analysis.run")).isEqualTo("ENDED2");
    }

    @Test
    void stopLetsRunsEnd() {
        simulator.latency("*", Latency.parse("2s"));
        var worker = start();
        for (int i = 0; i < 5; i++) {
            request(stand.store("Number " + i));
        }
        await().until(() -> simulator.counters().snapshot().totals().calls() == 15);
        worker.close();
        assertThat(broker.published(Route.OUTCOME_RECORDED)).hasSize(5);
        assertThat(broker.unsettled(Route.ANALYSIS_REQUESTED)).isZero();
        assertThat(simulator.counters().snapshot().repeatedCalls().extra()).isZero();
        assertThat(stand.text("select lease_until::text from analysis.process"))
                .isEqualTo("-infinity");
    }

    @Test
    void whatStopLeavesIsTakenOverAtOnceAndOnlyMissingPartsAreAsked() {
        simulator.faults(
                FaultRule.of(WireFault.SLOW)
                        .part("emotion")
                        .delay(Duration.ofSeconds(20))
                        .times(1));
        var worker = start("afterword.analysis.run.drain=100ms");
        var event = stand.store("Why?");
        request(event);
        await().until(() -> "SUCCEEDED".equals(stand.part(event, "questions", "status")));
        await().until(() -> "SUCCEEDED".equals(stand.part(event, "memories", "status")));
        worker.close();
        assertThat(stand.text("select state from analysis.run")).isEqualTo("RUNNING");
        long begun = System.nanoTime();
        start();
        awaitOutcomes(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        var parts = simulator.counters().snapshot().by().part();
        assertThat(parts)
                .containsEntry("questions", 1L)
                .containsEntry("memories", 1L)
                .containsEntry("emotion", 2L);
        assertThat(stand.text("select outcome from analysis.run")).isEqualTo("PROCESSED");
    }

    @Test
    void databaseRestartLosesNothing() {
        try (var server = PostgresServer.start()) {
            var own = new Stand(FreshDatabase.unmigrated(server));
            simulator.latency("*", Latency.parse("3s"));
            workers.add(Worker.start(own.database(), broker, simulator.baseUrl()));
            for (int i = 0; i < 10; i++) {
                request(own.store("I like number " + i));
            }
            await().until(() -> simulator.counters().snapshot().totals().calls() == 30);
            server.kill();
            server.restart();
            awaitOutcomes(10);
            assertThat(simulator.counters().snapshot().repeatedAnswers().extra()).isZero();
            assertThat(own.text("select string_agg(distinct outcome, ',') from analysis.run"))
                    .isEqualTo("PROCESSED");
            workers.removeLast().close();
        }
    }

    @Test
    void whatIsNoRequestGoesToTheDeadLettersAndIsNotLetGoBefore() {
        start();
        broker.answer(Route.UNDELIVERED, FakeBroker.Answer.REFUSE);
        for (var body :
                List.of(
                        "not json",
                        "{}",
                        "{\"tenant\":\"a b\",\"event_id\":\""
                                + UUID.randomUUID()
                                + "\",\"generation\":1}")) {
            broker.send(Route.ANALYSIS_REQUESTED, body.getBytes(StandardCharsets.UTF_8), Map.of());
        }
        await().until(() -> broker.unsettled(Route.ANALYSIS_REQUESTED) > 0);
        assertThat(broker.drained(Route.ANALYSIS_REQUESTED)).isFalse();

        broker.answer(Route.UNDELIVERED, FakeBroker.Answer.CONFIRM);
        await().until(() -> broker.drained(Route.ANALYSIS_REQUESTED));
        assertThat(broker.published(Route.UNDELIVERED))
                .hasSize(3)
                .allSatisfy(message ->
                        assertThat(message.headers())
                                .containsEntry(
                                        Headers.UNDELIVERED_FROM, "afterword.analysis.requested.v1")
                                .containsEntry(Headers.UNDELIVERED_REASON, "UNKNOWN_MESSAGE"));
        assertThat(broker.published(Route.UNDELIVERED).getFirst().body())
                .isEqualTo("not json".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tellsItsHealthAndItsMeters() throws Exception {
        var worker = start();
        request(stand.store("Hello"));
        awaitOutcomes(1);
        await().until(() -> get(worker, "/actuator/health/readiness").statusCode() == 200);
        assertThat(get(worker, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(get(worker, "/actuator/health").body()).doesNotContain("components");
        assertThat(get(worker, "/actuator/env").statusCode()).isEqualTo(404);
        assertThat(get(worker, "/actuator/prometheus").body())
                .contains("afterword_analysis_run_seconds_count{")
                .contains("afterword_analysis_call_seconds_count{")
                .contains("afterword_analysis_part_total{")
                .contains("afterword_analysis_runs_in_flight");
    }

    @Test
    void waitsForTheViewsItReads() {
        var bare = Shared.postgres().freshDatabase();
        var worker = Worker.start(bare, broker, simulator.baseUrl());
        workers.add(worker);
        assertThat(get(worker, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(get(worker, "/actuator/health/readiness").statusCode()).isEqualTo(503);
    }

    private Worker start(String... properties) {
        var worker = Worker.start(stand.database(), broker, simulator.baseUrl(), properties);
        workers.add(worker);
        return worker;
    }

    private void request(UUID event) {
        broker.send(Stand.request(event, Map.of(Headers.TRACEPARENT, "00-trace")));
    }

    /// A run whose owner was killed: a good lease, but nobody holds the lock.
    private void orphan(UUID event) {
        stand.jdbc()
                .sql(
                        """
                        with dead as (
                          insert into analysis.process (process_id, name, lock_key, lease_until)
                          values (gen_random_uuid(), 'killed', 42, now() + interval '1 hour') returning process_id),
                        orphan as (
                          insert into analysis.run (tenant, event_id, generation, owner, fence, state, claimed_at)
                          select 'default', :event, 1, process_id, 1, 'RUNNING', now() from dead)
                        insert into analysis.part (tenant, event_id, generation, position, name, version, hash, status)
                        select 'default', :event, 1, case name when 'questions' then 0 when 'emotion' then 1 when 'memories' then 2 else 3 end,
                          name, version, hash, case name when 'engagement' then 'PENDING' else 'RUNNING' end
                        from analysis.definition
                        """)
                .param("event", event)
                .update();
    }

    private void journal(UUID event, String name, String answer) {
        var reply =
                "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\""
                        + answer
                        + "\"}}]}";
        stand.jdbc()
                .sql(
                        """
                        insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, provider, model, raw, latency_ms)
                        values ('default', :event, 1, :name, 1, 1, 'REPLIED', 'main', 'm', :raw, 5)
                        """)
                .param("event", event)
                .param("name", name)
                .param("raw", reply.getBytes(StandardCharsets.UTF_8))
                .update();
    }

    private void awaitOutcomes(int outcomes) {
        await().until(() -> broker.published(Route.OUTCOME_RECORDED).size() >= outcomes);
    }

    private static HttpResponse<String> get(Worker worker, String path) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
