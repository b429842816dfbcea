// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.Reason;
import afterword.events.EventWorkerTest;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class DeadLettersIT {

    private final DeadLetters deadLetters;
    private final DeadLetterRepository repository;
    private final FakeBroker broker;
    private final JdbcClient jdbc;

    @Autowired
    DeadLettersIT(
            DeadLetters deadLetters,
            DeadLetterRepository repository,
            FakeBroker broker,
            JdbcClient jdbc) {
        this.deadLetters = deadLetters;
        this.repository = repository;
        this.broker = broker;
        this.jdbc = jdbc;
    }

    @AfterEach
    void brokerIsWell() {
        broker.answer(FakeBroker.Answer.CONFIRM);
    }

    @Test
    void listsTheNewestFirstWithAttempts() {
        var body = bytes("bad " + UUID.randomUUID());
        long id = deadLetters.bury(burial(body));
        assertThat(deadLetters.bury(burial(body))).isEqualTo(id);
        var newest = repository.findByOrderByIdDesc(Limit.of(1)).getFirst();
        assertThat(newest.id()).isEqualTo(id);
        assertThat(newest.attempts()).isEqualTo(2);
        assertThat(newest.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(newest.bodyBytes()).isEqualTo(body.length);
        assertThat(newest.headers()).isEqualTo("{\"ce:id\":\"7\"}");
        assertThat(newest.firstSeen()).isBeforeOrEqualTo(newest.lastSeen());
    }

    @Test
    void keepsSizeAndHashOfWhatIsTooLargeToKeep() {
        long id = deadLetters.bury(burial(new byte[17 << 20]));
        assertThat(
                        jdbc.sql(
                                        "select body is null and body_bytes = 17 * 1024 * 1024 from events.dead_letter where id = :id")
                                .param("id", id)
                                .query(Boolean.class)
                                .single())
                .isTrue();
    }

    @Test
    void announcesLaterWhatTheBrokerDidNotTake() {
        broker.answer(FakeBroker.Answer.DOWN);
        long id = deadLetters.bury(burial(bytes("bad " + UUID.randomUUID())));
        jdbc.sql("update events.dead_letter set announce_due = now() where id = :id")
                .param("id", id)
                .update();
        broker.answer(FakeBroker.Answer.CONFIRM);
        await().until(() -> announced(id));
        assertThat(broker.published(Route.DEAD_LETTERS))
                .anyMatch(message -> message.key().equals(Long.toString(id)));
    }

    @Test
    void drainsWhatTheBrokerGaveUpAndWhatOthersCouldNotRead() {
        var given = bytes("given up " + UUID.randomUUID());
        broker.send(
                Route.UNDELIVERED,
                given,
                Map.of(
                        "x-first-death-queue", "afterword.outcome.recorded.v1",
                        "x-first-death-reason", "delivery_limit"));
        await().until(() ->
                letter(given).equals("outcome UNDELIVERED afterword.outcome.recorded.v1"));
        var unread = bytes("unread " + UUID.randomUUID());
        broker.send(
                Route.UNDELIVERED,
                unread,
                Map.of(
                        "afterword-undelivered-reason", "UNKNOWN_MESSAGE",
                        "afterword-undelivered-from", "afterword.analysis.requested.v1"));
        await().until(() ->
                letter(unread).equals("request UNKNOWN_MESSAGE afterword.analysis.requested.v1"));
    }

    private String letter(byte[] body) {
        return jdbc.sql(
                        """
                        select stage || ' ' || reason || ' ' || split_part(origin, ':', 2) from events.dead_letter
                        where body = :body
                        """)
                .param("body", body)
                .query(String.class)
                .optional()
                .orElse("");
    }

    private boolean announced(long id) {
        return jdbc.sql("select announced_at is not null from events.dead_letter where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private static Burial burial(byte[] body) {
        return new Burial(
                "default",
                null,
                "rabbitmq:afterword.conversation.ended.v1",
                "amqp",
                Stage.INTAKE,
                Reason.MALFORMED,
                "a rule",
                body,
                Map.of("ce:id", "7", "x-secret", "s"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
