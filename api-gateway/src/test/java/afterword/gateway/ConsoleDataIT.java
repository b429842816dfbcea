// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the console's pages ask, over the real schemas.
class ConsoleDataIT {

    private static final String HOSTILE = "00000000-0000-8000-8000-000000000bad";

    private static PostgresServer.Database database;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        database = WholeSchema.fresh();
        WholeSchema.fill(database, 400, 2, 12);
        WholeSchema.run(database, "console/hostile.sql", Map.of());
        gateway = TestGateway.over(database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void servesThePageWithItsOwnFilesOnly() {
        var page = gateway.get("/console");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "trusted-types 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .doesNotContain("http://", "https://", "<style", "style=", "onclick");
        for (var file : List.of("app.js", "now.js", "dom.js", "console.css", "icon.svg")) {
            var reply = gateway.get("/console/" + file);
            assertThat(reply.status()).as(file).isEqualTo(200);
            assertThat(reply.body())
                    .doesNotContain(
                            "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "https://");
            assertThat(
                            gateway.get("/console/" + file, "If-None-Match", reply.header("ETag"))
                                    .status())
                    .isEqualTo(304);
        }
        for (var file : List.of("none.js", "index.html", "package-info.class", "..%2Fx.js")) {
            assertThat(gateway.get("/console/" + file).status()).as(file).isIn(400, 404);
        }
    }

    @Test
    void findsEventsByEachFilter() {
        var all = gateway.get("/v1/console/events").json();
        assertThat(all.at("/items")).hasSize(50);
        var first = all.at("/items/30");
        var conversation = first.at("/conversation_id").asString();
        var user = first.at("/user_id").asString();
        assertThat(ids("conversation=" + conversation))
                .containsExactly(first.at("/event_id").asString());
        assertThat(ids("q=" + conversation)).containsExactly(first.at("/event_id").asString());
        assertThat(ids("user=" + user)).contains(first.at("/event_id").asString());
        assertThat(ids("q=" + user)).isEqualTo(ids("user=" + user));
        assertThat(ids("conversation=" + conversation + "&user=nobody")).isEmpty();
        var at = first.at("/accepted_at").asString().replaceAll("\\+.*", "Z");
        assertThat(ids("from=" + at))
                .hasSizeBetween(30, 33)
                .contains(first.at("/event_id").asString());
        assertThat(ids("to=" + at)).doesNotContain(first.at("/event_id").asString());
        assertThat(statuses("status=PARTIAL")).containsOnly("PARTIAL");
        assertThat(statuses("status=PROCESSING")).hasSize(10).containsOnly("PROCESSING");
        assertThat(statuses("status=PENDING")).hasSize(10).containsOnly("PENDING");
        assertThat(statuses("status=ACCEPTED")).isEmpty();
    }

    @Test
    void findsReasonsOfEventsAndOfTheirParts() {
        var parked = gateway.get("/v1/console/events?reason=RATE_LIMITED").json().at("/items");
        assertThat(parked).hasSize(4);
        assertThat(parked.at("/0/parts/2/2").asString()).isEqualTo("RATE_LIMITED");
        var refused = gateway.get("/v1/console/events?reason=invalid").json().at("/items");
        refused.forEach(item -> assertThat(item.at("/reason").asString()).isEqualTo("INVALID"));
        assertThat(statuses("reason=PROVIDER_TIMEOUT&status=PARTIAL")).containsOnly("PARTIAL");
    }

    @Test
    void pagesThroughAllOfThem() {
        var seen = new HashSet<String>();
        var next = "";
        int pages = 0;
        do {
            var page = gateway.get("/v1/console/events?after=" + next).json();
            page.at("/items")
                    .forEach(
                            item -> assertThat(seen.add(item.at("/event_id").asString())).isTrue());
            next = page.at("/next").asString("");
            pages++;
        } while (!next.isEmpty());
        assertThat(seen).hasSize(401);
        assertThat(pages).isEqualTo(9);
    }

    private static List<String> ids(String query) {
        return gateway.get("/v1/console/events?" + query)
                .json()
                .at("/items")
                .valueStream()
                .map(item -> item.at("/event_id").asString())
                .toList();
    }

    private static List<String> statuses(String query) {
        return gateway.get("/v1/console/events?" + query)
                .json()
                .at("/items")
                .valueStream()
                .map(item -> item.at("/status").asString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events?status=NONE",
                "events?reason=x'%20or%201=1",
                "events?q=%27%3B--",
                "events?conversation=%E2%80%AEx",
                "events?from=yesterday",
                "events?after=1.x",
                "events?after=99999999999999999999.00000000-0000-0000-0000-000000000000",
                "pages/none",
                "pages/now?window=2y",
                "stream?page=none",
                "stream"
            })
    void refusesWhatItDoesNotKnow(String path) {
        var reply = gateway.get("/v1/console/" + path);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    }

    @Test
    void tellsAllOfAnEventButWhatWasSaid() {
        var event = gateway.get("/v1/console/events/" + HOSTILE);
        assertThat(event.json().at("/event/status").asString()).isEqualTo("PARTIAL");
        assertThat(event.json().at("/runs")).hasSize(1);
        assertThat(event.json().at("/parts")).hasSize(2);
        assertThat(event.json().at("/calls")).hasSize(1);
        assertThat(event.body()).doesNotContain("{{7*7}}");
        var said = gateway.get("/v1/console/events/" + HOSTILE + "/transcript");
        assertThat(said.text("/turns/0/text")).contains("{{7*7}}");
        assertThat(gateway.get("/v1/console/events/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(gateway.get("/v1/console/events/x").status()).isEqualTo(404);
        assertThat(gateway.get("/v1/console/events/x/transcript").status()).isEqualTo(404);
    }

    @Test
    void answersTheQuestionsOfEachPage() {
        var now = gateway.get("/v1/console/pages/now").json();
        assertThat(now.at("/waiting/stages/RUNNING/count").asInt()).isEqualTo(6);
        assertThat(now.at("/waiting/stages/PARKED/count").asInt()).isEqualTo(4);
        assertThat(now.at("/waiting/stages/REQUESTED/count").asInt()).isEqualTo(7);
        assertThat(now.at("/waiting/stages/STORED/count").asInt()).isEqualTo(3);
        assertThat(now.at("/sums/first_seen").asInt()).isEqualTo(401);
        assertThat(now.at("/recent/accepted")).hasSize(60);
        var analyses = gateway.get("/v1/console/pages/analyses?window=24h").json();
        assertThat(analyses.at("/definitions")).hasSize(5);
        assertThat(analyses.at("/events").asInt()).isEqualTo(381);
        var providers = gateway.get("/v1/console/pages/providers?window=24h").json();
        assertThat(providers.at("/providers/0/provider").asString()).isEqualTo("main");
        assertThat(providers.at("/providers/0/lanes/in_flight").asInt()).isPositive();
        assertThat(providers.at("/providers").toString()).contains("\"held\":true");
        var letters = gateway.get("/v1/console/pages/dead-letters").json();
        assertThat(letters.at("/groups").valueStream().mapToInt(it -> it.at("/n").asInt()).sum())
                .isEqualTo(13);
    }

    @Test
    void addsUpWhatTodayCosts() {
        // a busy machine may need more than one look for the whole day
        var cost =
                await().atMost(Duration.ofSeconds(30))
                        .until(
                                () -> gateway.get("/v1/console/pages/now").json().at("/cost"),
                                it -> it.at("/whole").asBoolean());
        assertThat(cost.at("/nanos").asLong()).isPositive();
        assertThat(cost.at("/calls").asLong()).isPositive();
    }

    @Test
    void streamsAPage() {
        try (var stream = EventStream.of(gateway.uri("/v1/console/stream?page=now"))) {
            assertThat(stream.head()).contains("text/event-stream", "no-store");
            assertThat(stream.next("now").at("/waiting/stages/RUNNING/count").asInt()).isEqualTo(6);
            stream.next("now");
        }
    }

    /// The role of a gateway owns its own schema only.
    @Test
    void readsWhatIsGrantedToEverybody() {
        var views =
                List.of(
                        "events.event_v1",
                        "events.progress_v1",
                        "events.transcript_v1",
                        "events.dead_letter_v1",
                        "analysis.run_v1",
                        "analysis.progress_v1",
                        "analysis.outcome_v1",
                        "analysis.call_v1",
                        "analysis.definition_v1",
                        "analysis.provider_state_v1",
                        "analysis.credit_v1",
                        "analysis.lane_v1",
                        "events.ledger_v1",
                        "events.handover_v1");
        var sql = new StringBuilder("create role stranger; set role stranger;");
        views.forEach(view -> sql.append("select * from ").append(view).append(" limit 1;"));
        Shared.postgres()
                .execute(database.name(), sql.append("reset role; drop role stranger").toString());
        assertThat(views).hasSize(14);
    }

    @Test
    void dropsAViewerThatDoesNotReadAndKeepsTheOthers() throws IOException {
        try (var quick =
                        TestGateway.over(
                                database,
                                "afterword.gateway.console.pace",
                                "5ms",
                                "afterword.gateway.console.stream.mailbox",
                                "8",
                                "server.tomcat.connection-timeout",
                                "1s");
                var deaf = new Socket();
                var reader = EventStream.of(quick.uri("/v1/console/stream?page=now"))) {
            deaf.setReceiveBufferSize(1_024);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), quick.port()));
            var request = "GET /v1/console/stream?page=now HTTP/1.1\r\nHost: x\r\n\r\n";
            deaf.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofMinutes(4)) // a busy machine looks seldom
                    .until(() -> {
                        reader.next("now"); // never waits for the deaf one
                        return dropped(quick) == 1;
                    });
            reader.next("now");
        }
    }

    private static double dropped(TestGateway quick) {
        return quick.bean(MeterRegistry.class)
                .get("afterword.gateway.streams.ended")
                .tag("kind", "console")
                .tag("end", "slow")
                .counter()
                .count();
    }
}
