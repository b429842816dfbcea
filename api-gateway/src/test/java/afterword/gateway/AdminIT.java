// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.HandoverNumber;
import afterword.contract.LetterFilter;
import afterword.contract.Reason;
import afterword.messaging.Route;
import afterword.servers.Shared;
import afterword.testing.FakeBroker;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Operators' routes over stand-ins of the event-worker's views; who may use them is in AccessIT.
class AdminIT {

    private static final String LETTERS = "/v1/admin/dead-letters";
    private static final String REPLAY = LETTERS + "/replay";

    private static StandIns views;
    private static TestGateway gateway;

    private final UUID id = UUID.randomUUID();

    @BeforeAll
    static void start() {
        var database = Shared.postgres().freshDatabase();
        views = StandIns.in(database);
        gateway = TestGateway.over(database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void clear() {
        views.clear();
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
    }

    // dead letters

    @Test
    void listsNewestFirstInPages() {
        views.deadLetter("default", "POISON", "intake");
        views.deadLetter("", "MALFORMED", "intake");
        views.deadLetter("default", "UNKNOWN_MESSAGE", "command");
        views.deadLetter("acme", "POISON", "intake");
        var first = gateway.get(LETTERS + "?limit=2");
        assertThat(first.json().at("/items")).hasSize(2);
        assertThat(first.text("/items/0/reason")).isEqualTo("UNKNOWN_MESSAGE");
        assertThat(first.text("/items/1/reason")).isEqualTo("MALFORMED");
        var second = gateway.get(LETTERS + "?limit=2&after=" + first.text("/next"));
        assertThat(second.text("/items/0/reason")).isEqualTo("POISON");
        assertThat(second.json().at("/next").isNull()).isTrue();
        assertThat(gateway.get(LETTERS + "?reason=POISON").json().at("/items")).hasSize(1);
        assertThat(gateway.get(LETTERS + "?stage=command").json().at("/items")).hasSize(1);
        assertThat(gateway.get(LETTERS + "?origin=rabbitmq:q").json().at("/items")).hasSize(3);
        assertThat(gateway.get(LETTERS + "?origin=x").json().at("/items")).isEmpty();
    }

    @Test
    void showsOneWithoutWhatMayBePrivate() {
        views.deadLetter("default", "POISON", "intake");
        var listed = gateway.get(LETTERS).text("/items/0/id");
        var letter = gateway.get(LETTERS + "/" + listed);
        assertThat(letter.status()).isEqualTo(200);
        assertThat(letter.text("/id")).isEqualTo(listed);
        assertThat(letter.text("/detail")).isEqualTo("a rule");
        assertThat(letter.text("/headers/ce:type")).isEqualTo("t");
        assertThat(letter.json().at("/headers/ce:id").isNull()).isTrue();
        assertThat(letter.json().at("/body_bytes").asInt()).isEqualTo(7);
        assertThat(letter.text("/body_hash")).hasSize(64);
        assertThat(letter.body()).doesNotContain("canary");
        assertThat(gateway.get(LETTERS + "/999999").status()).isEqualTo(404);
        assertThat(gateway.get(LETTERS + "/x").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"after=x", "after=-1", "limit=0", "reason=NO", "reason=poison", "stage=%00"})
    void refusesBadFilters(String query) {
        assertThat(gateway.get(LETTERS + "?" + query).status()).isIn(400, 422);
    }

    // replay

    @Test
    void dryRunCountsAndOrdersNothing() {
        views.deadLetter("default", "POISON", "intake");
        views.deadLetter("default", "INTERNAL", "intake");
        views.deadLetter("acme", "POISON", "intake");
        int sent = gateway.broker().published(Route.COMMANDS).size();
        var reply = gateway.post(REPLAY, "{\"reason\":\"POISON\",\"dry_run\":true}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"matched\":1}");
        assertThat(gateway.broker().published(Route.COMMANDS)).hasSize(sent);
        var old = "{\"before\":\"2026-01-01T00:00:00Z\",\"dry_run\":true}";
        assertThat(gateway.post(REPLAY, old).body()).isEqualTo("{\"matched\":0}");
    }

    @Test
    void ordersOnceForOneKey() {
        var body = "{\"ids\":[\"7\",\"8\"],\"reason\":\"POISON\",\"stage\":\"intake\"}";
        var reply = gateway.post(REPLAY, body, "Idempotency-Key", "k-" + id);
        assertThat(reply.status()).isEqualTo(202);
        var command = lastCommand();
        assertThat(command.id()).hasToString(reply.text("/command_id"));
        assertThat(command.kind()).isEqualTo(Command.Kind.REPLAY);
        assertThat(command.actor()).isEqualTo("none");
        assertThat(command.letters())
                .isEqualTo(new LetterFilter(List.of(7L, 8L), Reason.POISON, "intake", null));
        var again = gateway.post(REPLAY, body, "Idempotency-Key", "k-" + id);
        assertThat(again.text("/command_id")).isEqualTo(reply.text("/command_id"));
        assertThat(gateway.post(REPLAY, body).text("/command_id"))
                .isNotEqualTo(reply.text("/command_id"));
    }

    @Test
    void tellsWhatBecomesOfAnOrder() {
        var sent = gateway.post(REPLAY, "{\"ids\":[\"7\"]}");
        var where = sent.header("Location");
        assertThat(gateway.get(where).text("/state")).isEqualTo("SENT");
        var command = sent.text("/command_id");
        assertThat(gateway.get("/v1/admin/commands/" + command).status()).isEqualTo(404);
        views.command(UUID.fromString(command), "default", "RUNNING");
        var running = gateway.get(where);
        assertThat(running.text("/state")).isEqualTo("RUNNING");
        assertThat(running.json().at("/matched").asInt()).isEqualTo(5);
        assertThat(running.json().at("/done").asInt()).isEqualTo(2);
        assertThat(running.text("/letters/reason")).isEqualTo("POISON");
    }

    @Test
    void promisesNoOrderThatTheBrokerDidNotTake() {
        gateway.broker().answer(FakeBroker.Answer.DOWN);
        var reply = gateway.post(REPLAY, "{\"ids\":[\"7\"]}");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"dry_run\":true}",
                "{\"ids\":[]}",
                "{\"ids\":[\"x\"]}",
                "{\"ids\":[null]}",
                "{\"ids\":\"canary\"}",
                "{\"reason\":\"canary\"}",
                "{\"stage\":\"In take\"}",
                "{\"before\":\"yesterday\"}",
                "{\"reason\":\"POISON\",\"canary\":1}",
                "[]",
                "null",
                "7"
            })
    void refusesOrdersThatAreNotClear(String body) {
        var reply = gateway.post(REPLAY, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.body()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"ids\":[\"1\"],\"ids\":[\"2\"]}", "\u0000", "{\"ids\":[\"1\"]} x"})
    void refusesWhatIsNotJson(String body) {
        assertThat(gateway.post(REPLAY, body).status()).isIn(400, 422);
    }

    // ledger

    @Test
    void numbersWhatItPromisesAndNamesWhatIsLost() {
        long before = gateway.get("/v1/admin/ledger").json().at("/handover/published").asLong();
        for (int i = 0; i < 3; i++) {
            gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_l" + i));
        }
        gateway.broker().answer(FakeBroker.Answer.REFUSE);
        assertThat(gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_s")).status())
                .isEqualTo(202);
        await().until(() -> promised("/handover/published") == before + 3);
        await().until(() -> promised("/handover/spilled") > 0);
        var number =
                HandoverNumber.parse(
                                gateway.broker()
                                        .published(Route.CONVERSATION_ENDED)
                                        .getLast()
                                        .headers()
                                        .getOrDefault("afterword-number", ""))
                        .orElseThrow();
        views.execute(
                "insert into events.handover values ('%s', 'p', int8multirange(int8range(1, %d)), '{[%d,%d)}')"
                        .formatted(
                                number.process(),
                                number.number(),
                                number.number(),
                                number.number() + 1));
        var ledger = gateway.get("/v1/admin/ledger").json();
        assertThat(ledger.at("/handover/missing").asLong()).isEqualTo(1);
        assertThat(ledger.at("/handover/processes/0/missing/0").asString())
                .isEqualTo("p" + number.number());
        assertThat(ledger.at("/stored/gap").asLong()).isEqualTo(1);
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
        await().until(() ->
                gateway.broker().published(Route.CONVERSATION_ENDED).stream()
                        .anyMatch(it ->
                                it.headers().getOrDefault("afterword-number", "").contains("/s")));
    }

    private static long promised(String pointer) {
        return gateway.get("/v1/admin/ledger").json().at(pointer).asLong();
    }

    // retry

    @Test
    void retriesWhatFailed() {
        views.stored("default", id, "conv_1", "2025-11-26T10:20:00Z");
        views.execute("insert into events.transcript values ('default', '" + id + "')");
        views.ended("default", id, "PARTIAL", 1);
        var path = "/v1/events/" + id + "/retry";
        assertThat(gateway.post(path, "{\"dry_run\":true}").body()).isEqualTo("{\"matched\":1}");
        var reply = gateway.post(path, "");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(lastCommand().kind()).isEqualTo(Command.Kind.RETRY);
        assertThat(lastCommand().eventIds()).containsExactly(id);
        assertThat(gateway.post(path, "{\"mode\":\"newer_versions\"}").status()).isEqualTo(202);
        assertThat(lastCommand().kind()).isEqualTo(Command.Kind.RENEW);
        assertThat(gateway.post(path, "{\"mode\":\"x\"}").status()).isEqualTo(422);
    }

    @Test
    void countsNothingToRetryOfWhatSucceededOrIsNoLongerKept() {
        views.stored("default", id, "conv_1", "2025-11-26T10:20:00Z");
        views.ended("default", id, "PROCESSED", 1);
        var path = "/v1/events/" + id + "/retry";
        var newer = "{\"mode\":\"newer_versions\",\"dry_run\":true}";
        assertThat(gateway.post(path, newer).body()).isEqualTo("{\"matched\":0}");
        views.execute("insert into events.transcript values ('default', '" + id + "')");
        assertThat(gateway.post(path, newer).body()).isEqualTo("{\"matched\":1}");
        assertThat(gateway.post(path, "{\"dry_run\":true}").body()).isEqualTo("{\"matched\":0}");
    }

    @Test
    void doesNotRetryWhatItDoesNotKnow() {
        views.stored("acme", id, "conv_1", "2025-11-26T10:20:00Z");
        assertThat(gateway.post("/v1/events/" + id + "/retry", "").status()).isEqualTo(404);
        assertThat(gateway.post("/v1/events/x/retry", "").status()).isEqualTo(404);
    }

    private static Command lastCommand() {
        var last = gateway.broker().published(Route.COMMANDS).getLast();
        return ContractJson.read(last.body(), Command.class);
    }
}
