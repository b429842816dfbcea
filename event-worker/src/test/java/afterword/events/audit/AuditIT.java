// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.HandoverNumber;
import afterword.contract.Headers;
import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class AuditIT {

    /// A busy machine takes longer than the ten seconds that are usual.
    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeBroker broker;
    private final Line line;
    private final JdbcClient jdbc;
    private final UUID process = UUID.randomUUID();

    @Autowired
    AuditIT(FakeBroker broker, Line line, JdbcClient jdbc) {
        this.broker = broker;
        this.line = line;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void noOtherGateway() {
        jdbc.sql("truncate gateway.handover, gateway.spill").update();
    }

    // hand-over

    @Test
    void namesTheOneThatDidNotComeAndStrikesItOffWhenItDoes() {
        for (int i = 1; i <= 6; i++) {
            if (i != 4) {
                broker.send(numbered(Line.body(Line.conversationId(), "?"), 'p', i));
            }
        }
        await().atMost(LONG).until(line::settled);
        promise("p", "{[1,7)}");
        await().atMost(LONG).until(() -> lost("p").equals("{[4,5)}"));
        broker.send(numbered(Line.body(Line.conversationId(), "?"), 'p', 4));
        await().atMost(LONG).until(() -> lost("p").equals("{}"));
    }

    @Test
    void missesNothingThatLiesInTheSpillOrTheQueue() {
        broker.backlog(Route.CONVERSATION_ENDED, 1_000_000);
        promise("s", "{[1,4)}");
        promise("p", "{[1,3)}");
        jdbc.sql("insert into gateway.spill select :process, n from generate_series(1, 3) n")
                .param("process", process)
                .update();
        await().atMost(LONG).until(() -> stage("p").equals("WAITING"));
        await().atMost(LONG).until(() -> stage("s").equals("QUIET"));
        assertThat(lost("p")).isEqualTo("{}");
        broker.backlog(Route.CONVERSATION_ENDED, 0);
        await().atMost(LONG).until(() -> lost("p").equals("{[1,3)}"));
        assertThat(lost("s")).isEqualTo("{}");
        jdbc.sql("truncate gateway.spill").update(); // relayed, it says
        await().atMost(LONG).until(() -> lost("s").equals("{[1,4)}"));
    }

    @Test
    void takesAsManyMessagesAsLayInTheQueueForHavingPassedIt() {
        broker.backlog(Route.CONVERSATION_ENDED, 3);
        promise("p", "{[1,2)}");
        await().atMost(LONG).until(() -> stage("p").equals("WAITING"));
        await().atMost(LONG)
                .until(() ->
                        jdbc.sql("select backlog from events.handover where source = :id")
                                        .param("id", process)
                                        .query(Long.class)
                                        .optional()
                                        .orElse(0L)
                                == 3);
        for (int i = 0; i < 3; i++) {
            line.send(Line.conversationId());
        }
        await().atMost(LONG).until(() -> lost("p").equals("{[1,2)}"));
        broker.backlog(Route.CONVERSATION_ENDED, 0);
    }

    @Test
    void countsNumbersOfWhatWasBuriedAndOfMembersOfABatch() {
        broker.send(numbered("{ bad".getBytes(StandardCharsets.UTF_8), 'p', 1));
        var members =
                """
                [{"specversion":"1.0","type":"dev.afterword.conversation.ended.v1","source":"/s","id":"%s",
                  "afterwordnumber":"%s/p2","data":%s},
                 {"specversion":"1.0","afterwordnumber":"%s/p3"}]
                """
                        .formatted(
                                UUID.randomUUID(),
                                process,
                                new String(
                                        Line.body(Line.conversationId(), "?"),
                                        StandardCharsets.UTF_8),
                                process);
        line.send(members.getBytes(StandardCharsets.UTF_8));
        await().atMost(LONG).until(line::settled);
        await().atMost(LONG)
                .until(() ->
                        "{[1,4)}"
                                .equals(
                                        jdbc.sql(
                                                        "select received::text from events.handover where source = :id")
                                                .param("id", process)
                                                .query(String.class)
                                                .optional()
                                                .orElse("")));
    }

    @Test
    void forgetsAGatewayNotBeforeTheGatewaysOwnRowIsGone() {
        for (int i = 1; i <= 3; i++) {
            broker.send(numbered(Line.body(Line.conversationId(), "?"), 'p', i));
        }
        promise("p", "{[1,4)}");
        await().atMost(LONG)
                .until(() -> stage("p").equals("QUIET") && received("p").equals("{[1,4)}"));
        var gone = UUID.randomUUID();
        jdbc.sql("insert into events.handover (source, lane) values (:id, 'p')")
                .param("id", gone)
                .update();

        jdbc.sql(
                        "update events.handover set updated_at = now() - interval '400 days' where source in (:ids)")
                .param("ids", List.of(process, gone))
                .update();

        await().atMost(LONG)
                .until(() ->
                        jdbc.sql("select count(*) from events.handover where source = :id")
                                        .param("id", gone)
                                        .query(Long.class)
                                        .single()
                                == 0);
        assertThat(received("p")).isEqualTo("{[1,4)}"); // judged by the look that forgot the other
    }

    @Test
    void missesNothingOfAGatewayWhoseOwnRowIsGone() {
        for (int i = 1; i <= 3; i++) {
            broker.send(numbered(Line.body(Line.conversationId(), "?"), 'p', i));
        }
        promise("p", "{[1,4)}");
        await().atMost(LONG)
                .until(() -> stage("p").equals("QUIET") && received("p").equals("{[1,4)}"));

        jdbc.sql("delete from gateway.handover where process_id = :id")
                .param("id", process)
                .update();
        jdbc.sql("update events.handover set updated_at = now() - interval '400 days'").update();
        await().atMost(LONG).until(() -> stage("p").equals("none"));
        broker.send(numbered(Line.body(Line.conversationId(), "?"), 'p', 2)); // late, and again

        await().atMost(LONG).until(() -> received("p").equals("{[2,3)}"));
        awaitLoss();
        assertThat(stage("p")).isEqualTo("QUIET");
        assertThat(lost("p")).isEqualTo("{}");
    }

    /// Waits for looks from beginning to end, by the loss of another process.
    private void awaitLoss() {
        var other = UUID.randomUUID();
        jdbc.sql(
                        """
                        insert into gateway.handover (process_id, lane, drawn, promised)
                        values (:process, 'p', 1, '{[1,2)}')
                        """)
                .param("process", other)
                .update();
        await().atMost(LONG)
                .until(() ->
                        jdbc.sql("select lost::text from events.handover where source = :id")
                                .param("id", other)
                                .query(String.class)
                                .optional()
                                .orElse("")
                                .equals("{[1,2)}"));
    }

    private String received(String lane) {
        return jdbc.sql(
                        "select received::text from events.handover where source = :id and lane = :lane")
                .param("id", process)
                .param("lane", lane)
                .query(String.class)
                .optional()
                .orElse("");
    }

    // stored

    @Test
    void addsUpUntilARowIsDeletedByHand() {
        var id = line.send(Line.conversationId());
        var ended = line.send(Line.conversationId());
        await().atMost(LONG).until(() -> line.rows(id) == 1 && line.rows(ended) == 1);
        line.endRun(ended, "PROCESSED", 1);
        line.recorded(ended, 1, 1);
        await().atMost(LONG).until(() -> line.status(ended).equals("PROCESSED"));
        await().atMost(LONG).until(() -> ledger("processed") > 0 && gap() == 0);
        assertThat(ledger("feed_head")).isEqualTo(ledger("revisions"));
        assertThat(ledger("disagreeing")).isZero();
        assertThat(waiting()).contains("REQUESTED");

        jdbc.sql("update events.event set status = 'FAILED' where event_id = :id")
                .param("id", ended)
                .update();
        await().atMost(LONG).until(() -> ledger("disagreeing") == 1);
        jdbc.sql("delete from events.event where event_id in (:id, :ended)")
                .param("id", id)
                .param("ended", ended)
                .update();
        await().atMost(LONG).until(() -> gap() == 2);
        await().atMost(LONG).until(() -> ledger("feed_head") == ledger("revisions") + 1);
        // mended for the tests that follow
        jdbc.sql("update events.tally set first_seen = first_seen - 2").update();
        jdbc.sql("update events.feed set head = head - 1").update();
    }

    private Message numbered(byte[] body, char lane, long number) {
        var which = lane == 'p' ? HandoverNumber.Lane.P : HandoverNumber.Lane.S;
        return Message.of(
                Route.CONVERSATION_ENDED,
                "key",
                Map.of(Headers.NUMBER, new HandoverNumber(process, which, number).text()),
                body);
    }

    private void promise(String lane, String numbers) {
        jdbc.sql(
                        """
                        insert into gateway.handover (process_id, lane, drawn, promised)
                        values (:process, :lane, upper(:numbers::int8multirange) - 1, :numbers::int8multirange)
                        """)
                .param("process", process)
                .param("lane", lane)
                .param("numbers", numbers)
                .update();
    }

    private String lost(String lane) {
        return handover("lost::text", lane);
    }

    private String stage(String lane) {
        return handover("stage", lane);
    }

    private String handover(String column, String lane) {
        return jdbc.sql(
                        "select "
                                + column
                                + " from events.handover where source = :id and lane = :lane")
                .param("id", process)
                .param("lane", lane)
                .query(String.class)
                .optional()
                .orElse("none");
    }

    private long ledger(String column) {
        return jdbc.sql("select " + column + " from events.ledger_v1").query(Long.class).single();
    }

    private long gap() {
        var terms = List.of("processed", "partial", "failed", "skipped", "erased");
        return jdbc.sql(
                        """
                        select first_seen - %s - (select coalesce(sum((w->>'count')::int), 0) from json_array_elements(waiting::json) w)
                        from events.ledger_v1
                        """
                                .formatted(String.join(" - ", terms)))
                .query(Long.class)
                .single();
    }

    private String waiting() {
        return jdbc.sql("select waiting from events.ledger_v1").query(String.class).single();
    }
}
