// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.local.HostileInput.Door;
import afterword.local.HostileInput.Given;
import afterword.servers.Shared;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Every hostile input through every door of the running line, and what is left of it.
///
/// Walk: send all → wait until each has an end → compare each answer with docs/hostile-input.md →
/// look for what must not be: restarts, loops, text in logs.
@Timeout(900)
class HostileInputIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CANARY =
            "canary"
                    + UUID.randomUUID()
                            .toString()
                            .replace("-", "")
                            .substring(0, HostileInputs.CANARY_BYTES - "canary".length());

    /// An input on its way.
    ///
    /// @param taken what the door said at once; empty: it was taken
    private record Sent(HostileInput input, Door door, Given given, byte[] body, String taken) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final SoftAssertions softly = new SoftAssertions(); // one run tells all

    @Test
    void isRefusedWithATypeOrStoredSafelyByEveryDoor(@TempDir Path data) throws Exception {
        var kafka = Producer.to(Shared.kafka());
        var environment = new java.util.HashMap<>(kafka.environment());
        environment.put("AFTERWORD_GATEWAY_INTAKE_BODY_TIMEOUT", "2s");
        try (var stand =
                        LineStand.start(
                                data,
                                BrokerChoice.RABBITMQ,
                                LineSettings.QUICK_START,
                                environment);
                var database =
                        DriverManager.getConnection(
                                stand.line().jdbcUrl(), "postgres", "postgres")) {
            var processes = processes(stand);
            var page = new HostilePage(EnumSet.allOf(Door.class));

            for (var sent : send(stand, database)) {
                page.add(sent.input(), sent.door(), answer(sent, database));
            }
            var seen = page.write();
            settle(stand);

            softly.assertThat(processes(stand))
                    .as("no process ended or began anew")
                    .isEqualTo(processes);
            softly.assertThat(count(database, "events.suspect")).as("suspects").isZero();
            softly.assertThat(redelivered(stand)).as("messages delivered again").isZero();
            assertNowhere(stand, data);
            compare(page, seen);
            softly.assertAll();
        }
    }

    /// Sends all inputs and waits until the last of them has an end.
    private List<Sent> send(LineStand stand, Connection database) throws Exception {
        var all = new ArrayList<Sent>();
        var amqp = ((LineBroker.Rabbit) stand.line().broker()).server().address().uri();
        try (var doors =
                new HostileDoors(stand.line().gateway(), amqp, Shared.kafka().bootstrapServers())) {
            for (var input : HostileInputs.all()) {
                for (var door : EnumSet.copyOf(input.doors())) {
                    var given = new Given("h-" + all.size(), CANARY);
                    var body = input.body().apply(given);
                    all.add(new Sent(input, door, given, body, send(doors, input, door, body)));
                }
            }
        }
        try {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> all.stream().allMatch(sent -> hasEnd(sent, database)));
        } catch (ConditionTimeoutException _) {
            // the page tells which of them have none
        }
        return all;
    }

    private String send(HostileDoors doors, HostileInput input, Door door, byte[] body)
            throws Exception {
        return switch (door) {
            case HTTP -> {
                var reply = doors.post(input, body);
                softly.assertThat(reply.status())
                        .as("%s %s: %s", input.group(), input.name(), reply.text())
                        .isBetween(200, 499);
                softly.assertThat(reply.text())
                        .as("%s %s", input.group(), input.name())
                        .doesNotContain(CANARY, "Exception", "X-Injected", "tools.jackson");
                yield reply.status() == 202 ? "" : reply.brief();
            }
            case RABBITMQ -> doors.rabbit(input, body);
            case KAFKA -> doors.kafka(input.group(), body);
        };
    }

    private static boolean hasEnd(Sent sent, Connection database) {
        try {
            return !sent.taken().isEmpty()
                    || !letter(sent, database).isEmpty()
                    || !event(sent, database).isEmpty();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// What became of it; stored text is compared by the way.
    private String answer(Sent sent, Connection database) throws Exception {
        if (!sent.taken().isEmpty()) {
            softly.assertThat(event(sent, database) + letter(sent, database))
                    .as("nothing of a refused input is kept: %s", sent.input().name())
                    .isEmpty();
            return sent.taken();
        }
        var event = event(sent, database);
        var letter = letter(sent, database);
        softly.assertThat(event.isEmpty())
                .as("an event or a letter: %s", sent.input())
                .isNotEqualTo(letter.isEmpty());
        var http = sent.door() == Door.HTTP ? "202, " : "";
        if (event.isEmpty() && letter.isEmpty()) {
            return http + "nothing";
        }
        if (event.isEmpty()) {
            return http + "dead letter " + letter;
        }
        if (!event.startsWith("FAILED")) {
            softly.assertThat(stored(sent, database))
                    .as("stored text of %s %s", sent.input().group(), sent.input().name())
                    .isEqualTo(sent.input().said().apply(sent.given()));
        }
        return http + "event " + event;
    }

    private static String letter(Sent sent, Connection database) throws Exception {
        if (sent.door() == Door.HTTP) {
            return "";
        }
        var hash = MessageDigest.getInstance("SHA-256").digest(sent.body());
        return text(
                database,
                "select reason from events.dead_letter where body_hash = ? and channel = ?",
                hash,
                sent.door() == Door.KAFKA ? "kafka" : "amqp");
    }

    /// Its status, once it has ended.
    private static String event(Sent sent, Connection database) throws SQLException {
        return text(
                database,
                """
                select status || coalesce(' ' || reason, '') from events.event
                where conversation_id in (?, ?) and ended_at is not null
                """,
                sent.given().id(),
                "A.b_c:d@e+f-" + sent.given().id());
    }

    private static List<String> stored(Sent sent, Connection database) throws SQLException {
        var turns =
                text(
                        database,
                        """
                        select t.turns from events.transcript t join events.event e using (tenant, event_id)
                        where e.conversation_id in (?, ?)
                        """,
                        sent.given().id(),
                        "A.b_c:d@e+f-" + sent.given().id());
        return JSON.readTree(turns)
                .valueStream()
                .map(turn -> turn.path("text").asString())
                .toList();
    }

    /// The first column of the first row; empty where there is none.
    private static String text(Connection database, String sql, Object... parameters)
            throws SQLException {
        try (var query = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            try (var rows = query.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private static long count(Connection database, String table) throws SQLException {
        return Long.parseLong(text(database, "select count(*)::text from " + table));
    }

    /// A conversation in order goes through behind them all, by each door.
    private static void settle(LineStand stand) throws Exception {
        var last = Conversations.generated("after-hostile", 3);
        var outcomes = stand.outcomes();
        stand.post(last.subList(0, 1));
        stand.producer().publish(last.subList(1, 2));
        Producer.to(Shared.kafka()).publish(last.subList(2, 3));
        outcomes.await(last, LIMIT);
        outcomes.assertOneCorrectOutcomeEach(last);
    }

    private static Map<Service, Long> processes(LineStand stand) {
        var processes = new EnumMap<Service, Long>(Service.class);
        for (var service : Service.values()) {
            long pid = stand.line().pid(service);
            assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive)).contains(true);
            processes.put(service, pid);
        }
        return processes;
    }

    private double redelivered(LineStand stand) throws Exception {
        return metrics(stand, Service.EVENT_WORKER)
                .lines()
                .filter(line -> line.startsWith("afterword_consumer_messages_total"))
                .filter(line -> line.contains("redelivered=\"true\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private String metrics(LineStand stand, Service service) throws Exception {
        return get(stand.line().actuator(service, "/prometheus"));
    }

    private String get(URI address) throws Exception {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /// The canary is in no log, no metric and no listing.
    private void assertNowhere(LineStand stand, Path data) throws Exception {
        for (var service : Service.values()) {
            var log =
                    Files.readString(
                            data.resolve(service.module() + ".log"), StandardCharsets.UTF_8);
            softly.assertThat(log.contains(CANARY) || log.contains("forged"))
                    .as("log of " + service)
                    .isFalse();
            softly.assertThat(metrics(stand, service))
                    .as("metrics of " + service)
                    .doesNotContain(CANARY);
        }
        var listing = get(stand.line().gateway().resolve("/v1/admin/dead-letters?limit=1000"));
        softly.assertThat(listing).contains("MALFORMED").doesNotContain(CANARY);
    }

    private void compare(HostilePage page, Path seen) throws IOException {
        var kept = LineStand.REPOSITORY.resolve(HostilePage.PATH);
        softly.assertThat(page.text())
                .as(
                        "what was seen is another than %s says; if it is right: cp %s %s",
                        HostilePage.PATH, seen, HostilePage.PATH)
                .isEqualTo(Files.exists(kept) ? Files.readString(kept) : "");
    }
}
