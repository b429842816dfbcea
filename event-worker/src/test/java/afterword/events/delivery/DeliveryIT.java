// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.AnalysisStatus;
import afterword.contract.ContractJson;
import afterword.contract.EventStatus;
import afterword.contract.EventView;
import afterword.contract.Reason;
import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class DeliveryIT {

    private final FakeBroker broker;
    private final Line line;
    private final JdbcClient jdbc;

    @Autowired
    DeliveryIT(FakeBroker broker, Line line, JdbcClient jdbc) {
        this.broker = broker;
        this.line = line;
        this.jdbc = jdbc;
    }

    @AfterEach
    void nothingThrew() {
        broker.answer(FakeBroker.Answer.CONFIRM);
        await().until(() -> broker.drained(Route.OUTCOME_RECORDED));
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void closesEventAndPublishesItsOutcome() {
        var conversation = Line.conversationId();
        var id = stored(conversation);
        line.part(id, 1, "questions", "SUCCEEDED", "");
        line.part(id, 2, "memories", "FAILED", "PROVIDER_TIMEOUT");
        line.endRun(id, "PARTIAL", 7);
        line.recorded(id, 1, 7);
        await().until(() -> line.outcomes(id).size() == 1);
        var message = line.outcomes(id).getFirst();
        assertThat(message.label()).isEqualTo("partial");
        assertThat(message.key()).isEqualTo(conversation);
        assertThat(message.headers())
                .containsEntry("ce:id", id + ":1")
                .containsEntry("ce:type", "dev.afterword.conversation.partial.v1")
                .containsEntry("ce:source", "/afterword/default")
                .containsEntry("ce:subject", conversation);
        var view = ContractJson.read(message.body(), EventView.class);
        assertThat(view.status()).isEqualTo(EventStatus.PARTIAL);
        assertThat(view.analyses()).containsOnlyKeys("questions", "memories");
        assertThat(view.analyses())
                .hasEntrySatisfying(
                        "questions",
                        part -> {
                            assertThat(part.costUsd()).isEqualByComparingTo("0.00004");
                            assertThat(part.status()).isEqualTo(AnalysisStatus.SUCCEEDED);
                        });
        assertThat(line.column(id, "closed_fence", Long.class)).isEqualTo(7);
        await().until(() -> line.column(id, "outcome_dispatched_at is not null", Boolean.class));
    }

    @Test
    void closesOnceForEachFence() {
        var id = stored(Line.conversationId());
        line.endRun(id, "PROCESSED", 1);
        line.recorded(id, 1, 1);
        line.recorded(id, 1, 1);
        await().until(() -> line.outcomes(id).size() == 1);
        long first = line.column(id, "feed_position", Long.class);
        line.recorded(id, 1, 1);
        await().until(() -> broker.drained(Route.OUTCOME_RECORDED));
        assertThat(line.column(id, "revision", Integer.class)).isEqualTo(1);
        line.endRun(id, "PARTIAL", 2);
        line.recorded(id, 1, 2);
        await().until(() -> line.outcomes(id).size() == 2);
        assertThat(line.column(id, "revision", Integer.class)).isEqualTo(2);
        assertThat(line.column(id, "feed_position", Long.class)).isGreaterThan(first);
        assertThat(line.outcomes(id).getLast().headers()).containsEntry("ce:id", id + ":2");
    }

    @Test
    void passesOverLowerGenerationsUnknownEventsAndRunsUnderWay() {
        var id = stored(Line.conversationId());
        jdbc.sql("update events.event set generation = 2 where event_id = :id")
                .param("id", id)
                .update();
        line.endRun(id, "PROCESSED", 1);
        line.recorded(id, 1, 1);
        line.recorded(id, 2, 1);
        line.recorded(UUID.randomUUID(), 1, 1);
        await().until(() -> broker.drained(Route.OUTCOME_RECORDED));
        assertThat(line.status(id)).isEqualTo("PENDING");
    }

    @Test
    void failedEventSaysTheReasonThatItsPartsShare() {
        var id = stored(Line.conversationId());
        line.part(id, 1, "questions", "FAILED", "EXPIRED");
        line.part(id, 2, "emotion", "FAILED", "EXPIRED");
        line.endRun(id, "FAILED", 1);
        line.recorded(id, 1, 1);
        await().until(() -> line.outcomes(id).size() == 1);
        var view = ContractJson.read(line.outcomes(id).getFirst().body(), EventView.class);
        assertThat(view.reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void sweepClosesEventWhoseMessageWasLost() {
        var id = stored(Line.conversationId());
        line.endRun(id, "PROCESSED", 1);
        jdbc.sql(
                        "update events.event set stored_at = now() - interval '1 hour' where event_id = :id")
                .param("id", id)
                .update();
        await().until(() -> line.outcomes(id).size() == 1);
        assertThat(line.status(id)).isEqualTo("PROCESSED");
    }

    @Test
    void sweepLeavesRecentEventsToTheirMessage() {
        var id = stored(Line.conversationId());
        line.endRun(id, "PROCESSED", 1);
        await().during(Duration.ofMillis(300)).until(() -> line.status(id).equals("PENDING"));
    }

    @Test
    void relaysOutcomeThatWasNotConfirmed() {
        broker.answer(Route.OUTCOMES, FakeBroker.Answer.LOST);
        var id = stored(Line.conversationId());
        line.endRun(id, "PROCESSED", 1);
        line.recorded(id, 1, 1);
        await().until(() -> line.status(id).equals("PROCESSED"));
        assertThat(line.outcomes(id)).isEmpty();
        broker.answer(Route.OUTCOMES, FakeBroker.Answer.CONFIRM);
        await().until(() -> line.outcomes(id).size() == 1);
        await().until(() -> line.column(id, "outcome_dispatched_at is not null", Boolean.class));
    }

    @Test
    void unreadableMessageIsDeadLetter() {
        broker.send(Route.OUTCOME_RECORDED, new byte[] {1, 2, 3}, Map.of());
        await().until(() ->
                jdbc.sql("select count(*) from events.dead_letter where stage = 'outcome'")
                                .query(Long.class)
                                .single()
                        == 1);
    }

    private UUID stored(String conversation) {
        var id = line.send(conversation);
        await().until(() -> line.rows(id) == 1);
        return id;
    }
}
