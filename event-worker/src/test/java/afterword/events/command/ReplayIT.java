// SPDX-License-Identifier: Apache-2.0
package afterword.events.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.LetterFilter;
import afterword.contract.Reason;
import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class ReplayIT {

    private final FakeBroker broker;
    private final Line line;
    private final JdbcClient jdbc;

    @Autowired
    ReplayIT(FakeBroker broker, Line line, JdbcClient jdbc) {
        this.broker = broker;
        this.line = line;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void noLetterOfAnotherTest() {
        jdbc.sql("delete from events.dead_letter").update();
    }

    @AfterEach
    void nothingThrew() {
        await().until(() -> broker.drained(Route.COMMANDS));
        broker.answer(FakeBroker.Answer.CONFIRM);
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void sendsMendedLettersOnceAndStoresThem() {
        var conversation = Line.conversationId();
        long letter = letter(Line.body(conversation, "Why?"), "INTERNAL");
        var order = order(false, filter(letter));
        await().until(() -> state(order).equals("DONE"));
        await().until(() -> line.rows(Line.eventId(conversation)) == 1);
        assertThat(counts(order)).isEqualTo("1 1");
        assertThat(letterState(letter)).isEqualTo("REPLAYED");
        assertThat(line.column(Line.eventId(conversation), "channel", String.class))
                .isEqualTo("rest"); // the headers came along
        long published = broker.published(Route.CONVERSATION_ENDED).size();
        send(order);
        var again = order(false, filter(letter));
        await().until(() -> state(again).equals("DONE"));
        assertThat(counts(again)).isEqualTo("0 0");
        assertThat(broker.published(Route.CONVERSATION_ENDED)).hasSize((int) published);
    }

    @Test
    void opensAgainWhatFailsAgain() {
        line.send("{ bad".getBytes(StandardCharsets.UTF_8));
        await().until(() -> letters() == 1);
        long letter = jdbc.sql("select id from events.dead_letter").query(Long.class).single();
        var order = order(false, new LetterFilter(List.of(), Reason.MALFORMED, "intake", null));
        await().until(() -> state(order).equals("DONE"));
        await().until(() -> column(letter, "attempts", Integer.class) == 2);
        await().until(() -> column(letter, "replays", Integer.class) == 1);
        assertThat(letterState(letter)).isEqualTo("OPEN");
        assertThat(counts(order)).isEqualTo("1 1");
        assertThat(letters()).isEqualTo(1);
    }

    @Test
    void dryRunCountsAndSendsNothing() {
        letter(Line.body(Line.conversationId(), "a"), "POISON");
        letter(Line.body(Line.conversationId(), "b"), "POISON");
        letter(Line.body(Line.conversationId(), "c"), "INTERNAL");
        var order = order(true, new LetterFilter(List.of(), Reason.POISON, null, null));
        await().until(() -> state(order).equals("DONE"));
        assertThat(counts(order)).isEqualTo("2 0");
        assertThat(open()).isEqualTo(3);
    }

    @Test
    void keepsToItsRateAndOutlivesABrokerThatIsAway() {
        broker.answer(FakeBroker.Answer.DOWN);
        var ids = new ArrayList<Long>();
        for (int i = 0; i < 120; i++) {
            ids.add(letter(Line.body(Line.conversationId(), "q" + i), "INTERNAL"));
        }
        var order = order(false, new LetterFilter(ids, null, null, null));
        await().until(() -> state(order).equals("RUNNING"));
        assertThat(counts(order)).isEqualTo("120 0");
        broker.answer(FakeBroker.Answer.CONFIRM);
        await().until(() -> state(order).equals("DONE"));
        assertThat(counts(order)).isEqualTo("120 120");
        assertThat(open()).isZero();
        // 50 in a portion: two pauses at least
        assertThat(
                        jdbc.sql(
                                        "select count(distinct replayed_at) from events.dead_letter where command_id = :id")
                                .param("id", order.id())
                                .query(Long.class)
                                .single())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void leavesOtherTenantsLettersAlone() {
        long letter = letter(Line.body(Line.conversationId(), "a"), "POISON");
        jdbc.sql("update events.dead_letter set tenant = 'acme'").update();
        var order = order(false, filter(letter));
        await().until(() -> state(order).equals("DONE"));
        assertThat(counts(order)).isEqualTo("0 0");
        assertThat(letterState(letter)).isEqualTo("OPEN");
    }

    private long letter(byte[] body, String reason) {
        return jdbc.sql(
                        """
                        insert into events.dead_letter (tenant, origin, channel, stage, reason, body, body_bytes, body_hash, headers,
                                                        announced_at)
                        values ('default', 'rabbitmq:q', 'amqp', 'intake', :reason, :body, 1, sha256(:body),
                                '{"afterword-channel":"rest"}', now())
                        returning id
                        """)
                .param("reason", reason)
                .param("body", body)
                .query(Long.class)
                .single();
    }

    private static LetterFilter filter(long id) {
        return new LetterFilter(List.of(id), null, null, null);
    }

    private Command order(boolean dryRun, LetterFilter letters) {
        var order =
                new Command(
                        UUID.randomUUID(),
                        Command.Kind.REPLAY,
                        "default",
                        "tester",
                        List.of(),
                        dryRun,
                        letters);
        send(order);
        return order;
    }

    private void send(Command order) {
        broker.send(
                Message.of(
                        Route.COMMANDS,
                        order.id().toString(),
                        Map.of(),
                        ContractJson.write(order)));
    }

    private String state(Command order) {
        return jdbc.sql("select state from events.command_v1 where id = :id")
                .param("id", order.id())
                .query(String.class)
                .optional()
                .orElse("");
    }

    private String counts(Command order) {
        return jdbc.sql("select matched || ' ' || changed from events.command_v1 where id = :id")
                .param("id", order.id())
                .query(String.class)
                .single();
    }

    private String letterState(long letter) {
        return column(letter, "state", String.class);
    }

    private <T> T column(long letter, String name, Class<T> type) {
        return jdbc.sql("select " + name + " from events.dead_letter where id = :id")
                .param("id", letter)
                .query(type)
                .single();
    }

    private long letters() {
        return jdbc.sql("select count(*) from events.dead_letter").query(Long.class).single();
    }

    private long open() {
        return jdbc.sql("select count(*) from events.dead_letter where state = 'OPEN'")
                .query(Long.class)
                .single();
    }
}
