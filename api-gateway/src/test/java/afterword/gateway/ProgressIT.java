// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.Shared;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The progress of one event as server-sent events, over stand-ins of the other services' views.
class ProgressIT {

    private static final String END = "2025-11-26T10:20:00Z";

    private static StandIns views;
    private static TestGateway gateway;

    private final UUID id = UUID.randomUUID();

    @BeforeAll
    static void start() {
        var database = Shared.postgres().freshDatabase();
        views = StandIns.in(database);
        gateway =
                TestGateway.over(
                        database,
                        "afterword.gateway.progress.stream.most",
                        "3",
                        "afterword.gateway.progress.stream.heartbeat",
                        "100ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void clear() {
        await().until(() -> open(gateway) == 0);
        views.clear();
    }

    private static double open(TestGateway gateway) {
        return gateway.bean(MeterRegistry.class)
                .get("afterword.gateway.streams")
                .tag("kind", "event")
                .gauge()
                .value();
    }

    private String path() {
        return "/v1/events/" + id + "/stream";
    }

    @Test
    void tellsEachStepAndEndsWithTheEvent() {
        views.stored("default", id, "conv_1", END);
        try (var stream = EventStream.of(gateway.uri(path()))) {
            assertThat(stream.next("status").at("/status").asString()).isEqualTo("PENDING");
            assertThat(stream.next("at").at("/parts").asInt()).isZero();

            views.claimed("default", id);
            assertThat(stream.next("status").at("/status").asString()).isEqualTo("PROCESSING");
            stream.next("at");

            views.succeeded("default", id, 1, 0, "questions");
            var part = stream.next("part");
            assertThat(part.at("/name").asString()).isEqualTo("questions");
            assertThat(part.at("/result/generation").asInt()).isEqualTo(1);
            stream.next("at");
            assertThat(stream.lastId()).isEqualTo("0.PROCESSING.s");

            views.failed("default", id, 1, "memories");
            assertThat(stream.next("part").at("/reason").asString()).isEqualTo("PROVIDER_TIMEOUT");
            stream.next("at");

            views.ended("default", id, "PARTIAL", 1);
            assertThat(stream.next("status").at("/status").asString()).isEqualTo("PARTIAL");
            assertThat(stream.next("end").toString())
                    .isEqualTo(gateway.get("/v1/events/" + id).json().toString());
            assertThat(stream.lastId()).isEqualTo("1.PARTIAL.sf");
            assertThat(stream.over()).isTrue();
        }
    }

    @Test
    void goesOnWhereAReaderWas() {
        views.stored("default", id, "conv_1", END);
        views.claimed("default", id);
        views.succeeded("default", id, 1, 0, "questions");
        views.failed("default", id, 1, "memories");
        try (var stream = EventStream.of(gateway.uri(path()), "Last-Event-ID", "0.PROCESSING.sr")) {
            assertThat(stream.next("part").at("/name").asString()).isEqualTo("memories");
            stream.next("at");
            views.ended("default", id, "PARTIAL", 1);
            stream.next("status");
            stream.next("end");
            assertThat(stream.over()).isTrue();
        }
        try (var stream = EventStream.of(gateway.uri(path()), "Last-Event-ID", "not one of ours")) {
            stream.next("status");
            stream.next("part");
            stream.next("part");
            stream.next("end");
            assertThat(stream.over()).isTrue();
        }
        var nothingMore = gateway.get(path(), "Last-Event-ID", "1.PARTIAL.sf");
        assertThat(nothingMore.status()).isEqualTo(204);
    }

    @Test
    void followsAPromisedEventByItsReceipt() {
        var accepted = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_s"));
        var promised = UUID.fromString(accepted.text("/data/event_id"));
        var path = "/v1/events/" + promised + "/stream";
        assertThat(gateway.get(path).status()).isEqualTo(404);
        var receipt = accepted.text("/data/receipt");
        try (var stream = EventStream.of(gateway.uri(path), "Afterword-Receipt", receipt)) {
            assertThat(stream.next("status").at("/status").asString()).isEqualTo("ACCEPTED");
            views.stored("default", promised, "conv_s", END);
            assertThat(stream.next("status").at("/status").asString()).isEqualTo("PENDING");
            stream.next("at");
            views.ended("default", promised, "SKIPPED", 7);
            stream.next("status");
            stream.next("end");
            assertThat(stream.over()).isTrue();
        }
    }

    @Test
    void answersAsTheEventItselfDoes() {
        assertThat(gateway.get("/v1/events/x/stream").status()).isEqualTo(404);
        assertThat(gateway.get(path()).status()).isEqualTo(404);
        assertThat(gateway.get(path(), "Accept", "application/json").status()).isEqualTo(406);
    }

    @Test
    void isBounded() {
        views.stored("default", id, "conv_1", END);
        var streams =
                List.of(
                        EventStream.of(gateway.uri(path())),
                        EventStream.of(gateway.uri(path())),
                        EventStream.of(gateway.uri(path())));
        streams.forEach(stream -> stream.next("status"));
        var refused = gateway.get(path());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        streams.forEach(EventStream::close);
        await().atMost(Duration.ofSeconds(10)).until(() -> open(gateway) == 0);
    }

    /// One that asks and never reads: more is sent to it than the connection holds.
    @Test
    void dropsAReaderThatDoesNotReadAndKeepsTheOthers() throws IOException {
        var database = Shared.postgres().freshDatabase();
        var own = StandIns.in(database);
        var other = UUID.randomUUID();
        own.stored("default", id, "conv_1", END);
        own.claimed("default", id);
        own.stored("default", other, "conv_2", END);
        try (var quick = TestGateway.over(database, "server.tomcat.connection-timeout", "1s");
                var deaf = new Socket();
                var stream = EventStream.of(quick.uri("/v1/events/" + other + "/stream"))) {
            deaf.setReceiveBufferSize(1_024);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), quick.port()));
            var request = "GET " + path() + " HTTP/1.1\r\nHost: x\r\n\r\n";
            deaf.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            stream.next("status");
            stream.next("at");
            await().atMost(Duration.ofSeconds(20)).until(() -> open(quick) == 2);

            own.execute(
                    """
                    insert into analysis.part values ('default', '%s', 1, 0, 'questions', 1, 'SUCCEEDED', null,
                      jsonb_build_object('text', repeat('x', 16000000)), 'model-1', 'main', 1, 210, 24, 40000, 812,
                      null, now(), now())
                    """
                            .formatted(id));
            own.claimed("default", other);
            assertThat(stream.next("status").at("/status").asString()).isEqualTo("PROCESSING");
            await().atMost(Duration.ofSeconds(40)).until(() -> dropped(quick) == 1);
            assertThat(open(quick)).isEqualTo(1);
            own.ended("default", other, "PROCESSED", 1);
            stream.next("at");
            stream.next("status");
            stream.next("end");
        }
    }

    private static double dropped(TestGateway gateway) {
        return gateway.bean(MeterRegistry.class)
                .get("afterword.gateway.streams.ended")
                .tag("kind", "event")
                .tag("end", "slow")
                .counter()
                .count();
    }

    @Test
    void saysThatItStops() {
        var database = Shared.postgres().freshDatabase();
        var own = StandIns.in(database);
        own.stored("default", id, "conv_1", END);
        var other = TestGateway.over(database);
        try (var stream = EventStream.of(other.uri(path()))) {
            stream.next("status");
            stream.next("at");
            long start = System.nanoTime();
            other.close();
            assertThat(stream.next("bye").at("/reason").asString()).isEqualTo("stopping");
            assertThat(stream.over()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }
}
