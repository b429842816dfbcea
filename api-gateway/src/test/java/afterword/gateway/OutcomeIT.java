// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.Shared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads over stand-ins of the other services' views.
class OutcomeIT {

    private static final String END = "2025-11-26T10:20:00Z";

    private static StandIns views;
    private static TestGateway gateway;

    private final UUID id = UUID.randomUUID();

    @BeforeAll
    static void start() {
        var database = Shared.postgres().freshDatabase();
        views = StandIns.in(database);
        gateway = TestGateway.over(database, "afterword.gateway.outcomes.waiters", "5");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void clear() {
        views.clear();
    }

    @Test
    void tellsThePathOfAnEvent() {
        views.stored("default", id, "conv_1", END);
        assertThat(gateway.get("/v1/events/" + id).text("/status")).isEqualTo("PENDING");

        views.claimed("default", id);
        views.succeeded("default", id, 1, 1, "questions");
        var processing = gateway.get("/v1/events/" + id);
        assertThat(processing.text("/status")).isEqualTo("PROCESSING");
        assertThat(processing.text("/analyses/questions/status")).isEqualTo("SUCCEEDED");

        views.failed("default", id, 2, "memories");
        views.ended("default", id, "PARTIAL", 1);
        var reply = gateway.get("/v1/events/" + id);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body())
                .isEqualTo(
                        """
                        {"event_id":"%s","conversation_id":"conv_1","user_id":"user_7","bot_id":"bot_1",\
                        "status":"PARTIAL","revision":1,"accepted_at":"2026-11-21T10:00:00.123Z",\
                        "ended_at":"2026-11-21T10:00:02.000Z","analyses":{\
                        "questions":{"status":"SUCCEEDED","version":1,\
                        "result":{"text": "Größe … \\"x\\"", "generation": 1},"model":"model-1","attempts":1,\
                        "input_tokens":210,"output_tokens":24,"cost_usd":0.00004,"duration_ms":812},\
                        "memories":{"status":"FAILED","reason":"PROVIDER_TIMEOUT","version":1,"attempts":3,\
                        "cost_usd":0}}}\
                        """
                                .formatted(id));
    }

    @Test
    void showsTheCurrentGenerationOnly() {
        views.stored("default", id, "conv_1", END);
        views.succeeded("default", id, 1, 1, "questions");
        views.succeeded("default", id, 2, 1, "emotion");
        views.execute("update events.event set generation = 2");
        var analyses = gateway.get("/v1/events/" + id).json().at("/analyses");
        assertThat(analyses.propertyNames()).containsExactly("emotion");
    }

    @Test
    void showsNothingOfAnotherTenant() {
        views.stored("other", id, "conv_1", END);
        views.ended("other", id, "PROCESSED", 1);
        assertThat(gateway.get("/v1/events/" + id).status()).isEqualTo(404);
        assertThat(gateway.get("/v1/conversations/conv_1").body())
                .isEqualTo("{\"items\":[],\"next\":null}");
        assertThat(gateway.get("/v1/outcomes").json().at("/items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "00000000-0000-0000-0000-00000000000", "%27%20or%201=1"})
    void answers404ForWhatIsNoId(String text) {
        assertThat(gateway.get("/v1/events/" + text).status()).isEqualTo(404);
    }

    @Test
    void answersAcceptedFromTheMomentOfThe202() {
        var accepted = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_new"));
        var event = accepted.text("/data/event_id");
        var receipt = accepted.text("/data/receipt");

        var reply = gateway.get(accepted.header("Location"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/event_id")).isEqualTo(event);
        assertThat(reply.text("/status")).isEqualTo("ACCEPTED");
        assertThat(reply.text("/accepted_at")).matches("20[0-9-]+T[0-9:]+\\.[0-9]{3}Z");
        assertThat(gateway.get("/v1/events/" + event, "Afterword-Receipt", receipt).status())
                .isEqualTo(200);
        assertThat(gateway.get("/v1/events/" + event).status()).isEqualTo(404);
        assertThat(gateway.get("/v1/events/" + id + "?receipt=" + receipt).status()).isEqualTo(404);

        views.stored("default", UUID.fromString(event), "conv_new", END);
        assertThat(gateway.get(accepted.header("Location")).text("/status")).isEqualTo("PENDING");
    }

    @Test
    void waitsForTheEnd() {
        views.stored("default", id, "conv_1", END);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reply =
                    CompletableFuture.supplyAsync(
                            () -> gateway.get("/v1/events/" + id + "?wait=20s"), threads);
            await().until(() -> waiting() == 1);
            views.succeeded("default", id, 1, 1, "questions");
            views.ended("default", id, "PROCESSED", 1);
            long start = System.nanoTime();
            var answer = reply.join();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(answer.text("/status")).isEqualTo("PROCESSED");
            assertThat(answer.text("/analyses/questions/status")).isEqualTo("SUCCEEDED");
            assertThat(answer.header("Preference-Applied")).isEqualTo("wait=20");
        }
        await().until(() -> waiting() == 0);
    }

    @Test
    void answersTheStateAtTheLimit() {
        views.stored("default", id, "conv_1", END);
        var reply = gateway.get("/v1/events/" + id, "Prefer", "wait=1");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/status")).isEqualTo("PENDING");
        assertThat(reply.header("Preference-Applied")).isEqualTo("wait=1");
    }

    @Test
    void waitsForAnEventThatIsOnlyPromised() {
        var accepted = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_w"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reply =
                    CompletableFuture.supplyAsync(
                            () -> gateway.get(accepted.header("Location") + "&wait=10"), threads);
            await().until(() -> waiting() == 1);
            var event = UUID.fromString(accepted.text("/data/event_id"));
            views.stored("default", event, "conv_w", END);
            views.ended("default", event, "SKIPPED", 1);
            assertThat(reply.join().text("/status")).isEqualTo("SKIPPED");
        }
    }

    @Test
    void doesNotWaitForWhatHasEndedOrIsUnknown() {
        views.stored("default", id, "conv_1", END);
        views.ended("default", id, "FAILED", 1);
        long start = System.nanoTime();
        var ended = gateway.get("/v1/events/" + id + "?wait=20", "Prefer", "wait=5");
        assertThat(ended.header("Preference-Applied")).isEqualTo("wait=20");
        assertThat(gateway.get("/v1/events/" + UUID.randomUUID() + "?wait=20").status())
                .isEqualTo(404);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void refusesAWrongWait() {
        var reply = gateway.get("/v1/events/" + id + "?wait=31");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/type")).isEqualTo("urn:afterword:problem:parameter");
    }

    @Test
    void boundsTheWaiters() {
        var ids = IntStream.range(0, 6).mapToObj(_ -> UUID.randomUUID()).toList();
        ids.forEach(it -> views.stored("default", it, "conv_1", END));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<CompletableFuture<TestGateway.Reply>>();
            for (var one : ids.subList(0, 5)) {
                replies.add(
                        CompletableFuture.supplyAsync(
                                () -> gateway.get("/v1/events/" + one + "?wait=20"), threads));
            }
            await().until(() -> waiting() == 5);
            var refused = gateway.get("/v1/events/" + ids.getLast() + "?wait=20");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(gateway.get("/v1/events/" + ids.getLast()).status()).isEqualTo(200);
            for (var one : ids) {
                views.ended("default", one, "PROCESSED", ids.indexOf(one) + 1);
            }
            assertThat(replies)
                    .allSatisfy(reply ->
                            assertThat(reply.join().text("/status")).isEqualTo("PROCESSED"));
        }
    }

    private static double waiting() {
        return gateway.bean(io.micrometer.core.instrument.MeterRegistry.class)
                .get("afterword.gateway.waiters")
                .gauge()
                .value();
    }

    @Test
    void listsAConversationNewestFirst() {
        var ids = IntStream.range(0, 5).mapToObj(_ -> UUID.randomUUID()).toList();
        for (var one : ids) {
            views.stored(
                    "default", one, "conv_l", "2025-11-26T10:0" + ids.indexOf(one) + ":00.001Z");
            views.succeeded("default", one, 1, 1, "questions");
            views.succeeded("default", one, 1, 2, "emotion");
        }
        views.stored("default", UUID.randomUUID(), "conv_other", END);
        var seen = new ArrayList<String>();
        var path = "/v1/conversations/conv_l?limit=2";
        for (var next = ""; next != null; ) {
            var page = gateway.get(path + next).json();
            page.at("/items")
                    .forEach(item -> {
                        seen.add(item.at("/event_id").asString());
                        assertThat(item.at("/analyses").propertyNames())
                                .containsExactly("questions", "emotion");
                    });
            next = page.at("/next").isNull() ? null : "&after=" + page.at("/next").asString();
        }
        assertThat(seen)
                .containsExactlyElementsOf(ids.reversed().stream().map(UUID::toString).toList());
    }

    @Test
    void splitsAConversationBetweenEventsOfTheSameTime() {
        var ids = IntStream.range(0, 7).mapToObj(_ -> UUID.randomUUID()).toList();
        ids.forEach(one -> views.stored("default", one, "conv_same", END));
        views.execute(
                "update events.event set end_time = null where conversation_id = 'conv_same'");
        var seen = new HashSet<String>();
        var next = "";
        for (int page = 0; page < 3; page++) {
            var list = gateway.get("/v1/conversations/conv_same?limit=3" + next).json();
            list.at("/items").forEach(item -> seen.add(item.at("/event_id").asString()));
            next = "&after=" + list.at("/next").asString("");
        }
        assertThat(seen).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "..%20", "%25", "a'b", "%F0%9F%98%80", "a;b"})
    void listsNothingForAnUnknownConversation(String conversation) {
        var reply = gateway.get("/v1/conversations/" + conversation);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"items\":[],\"next\":null}");
    }

    @Test
    void feedsEndedEventsInTheOrderOfTheirPositions() {
        var ids = IntStream.range(0, 5).mapToObj(_ -> UUID.randomUUID()).toList();
        for (var one : ids) {
            views.stored("default", one, "conv_f", END);
            views.ended("default", one, "PROCESSED", 100 - ids.indexOf(one));
        }
        views.stored("default", UUID.randomUUID(), "conv_f", END);
        var first = gateway.get("/v1/outcomes?limit=3").json();
        assertThat(idsOf(first))
                .containsExactly(
                        ids.get(4).toString(), ids.get(3).toString(), ids.get(2).toString());
        var second = gateway.get("/v1/outcomes?after=" + first.at("/next").asString()).json();
        assertThat(idsOf(second)).containsExactly(ids.get(1).toString(), ids.get(0).toString());

        var end = second.at("/next").asString();
        var nothing = gateway.get("/v1/outcomes?after=" + end).json();
        assertThat(idsOf(nothing)).isEmpty();
        assertThat(nothing.at("/next").asString()).isEqualTo(end);

        views.ended("default", ids.getFirst(), "PROCESSED", 101);
        assertThat(idsOf(gateway.get("/v1/outcomes?after=" + end).json()))
                .containsExactly(ids.getFirst().toString());
    }

    private static List<String> idsOf(tools.jackson.databind.JsonNode list) {
        var ids = new ArrayList<String>();
        list.at("/items").forEach(item -> ids.add(item.at("/event_id").asString()));
        return ids;
    }

    @Test
    void startsAnEmptyFeedWithACursor() {
        var feed = gateway.get("/v1/outcomes").json();
        assertThat(idsOf(feed)).isEmpty();
        assertThat(gateway.get("/v1/outcomes?after=" + feed.at("/next").asString()).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/outcomes?after=x",
                "/v1/outcomes?after=",
                "/v1/conversations/c?after=ZgAAAAAAAAAB",
                "/v1/outcomes?limit=0",
                "/v1/outcomes?limit=1001",
                "/v1/outcomes?limit=-1",
                "/v1/outcomes?limit=99999999999999999999",
                "/v1/outcomes?limit=",
                "/v1/conversations/c?limit=x"
            })
    void answers400ForWrongParameters(String path) {
        var reply = gateway.get(path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/type"))
                .isIn("urn:afterword:problem:cursor", "urn:afterword:problem:parameter");
    }

    @Test
    void readsEachListInOneStatement() {
        var ids = IntStream.range(0, 20).mapToObj(_ -> UUID.randomUUID()).toList();
        for (var one : ids) {
            views.stored("default", one, "conv_s", END);
            views.succeeded("default", one, 1, 1, "questions");
            views.ended("default", one, "PROCESSED", ids.indexOf(one) + 1);
        }
        assertThat(statements(() -> gateway.get("/v1/outcomes"))).isEqualTo(1);
        assertThat(statements(() -> gateway.get("/v1/conversations/conv_s"))).isEqualTo(1);
        assertThat(statements(() -> gateway.get("/v1/events/" + ids.getFirst()))).isEqualTo(1);
    }

    /// Connections are taken once per statement here, and the pool counts them.
    private static double statements(Runnable request) {
        var meters = gateway.bean(io.micrometer.core.instrument.MeterRegistry.class);
        var used = meters.get("hikaricp.connections.usage").timer();
        long before = used.count();
        request.run();
        return used.count() - before;
    }
}
