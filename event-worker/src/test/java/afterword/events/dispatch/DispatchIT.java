// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class DispatchIT {

    private final FakeBroker broker;
    private final Line line;
    private final JdbcClient jdbc;

    @Autowired
    DispatchIT(FakeBroker broker, Line line, JdbcClient jdbc) {
        this.broker = broker;
        this.line = line;
        this.jdbc = jdbc;
    }

    @AfterEach
    void brokerIsWell() {
        broker.answer(FakeBroker.Answer.CONFIRM);
        broker.muteBacklog(false);
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void acknowledgesAlthoughTheRequestCannotBeSent() {
        broker.answer(FakeBroker.Answer.BLOCKED);
        var id = line.send(Line.conversationId());
        await().until(() -> line.rows(id) == 1);
        await().until(line::settled);
        assertThat(line.requests(id)).isZero();
        broker.answer(FakeBroker.Answer.CONFIRM);
        await().until(() -> line.requests(id) == 1);
        await().until(() -> dispatched(id));
    }

    @Test
    void relaysRequestThatWasNotConfirmed() {
        broker.answer(Route.ANALYSIS_REQUESTED, FakeBroker.Answer.LOST);
        var id = line.send(Line.conversationId());
        await().until(() -> line.rows(id) == 1);
        await().during(Duration.ofMillis(300)).until(() -> !dispatched(id));
        broker.answer(FakeBroker.Answer.CONFIRM);
        await().until(() -> dispatched(id));
        assertThat(line.requests(id)).isEqualTo(1);
    }

    @Test
    void ringsForEventsWithoutRunOnly() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 0);
        var silent = dispatched();
        var running = dispatched();
        run(running, "RUNNING");
        overdue(silent);
        overdue(running);
        await().until(() -> line.requests(silent) == 2);
        await().until(() -> !due(running));
        assertThat(line.requests(running)).isEqualTo(1);
        assertThat(line.column(silent, "rings", Integer.class)).isEqualTo(1);
        assertThat(line.column(running, "rings", Integer.class)).isZero();
        assertThat(
                        line.column(
                                silent,
                                "round(extract(epoch from ring_due - now()) / 60)::int",
                                Integer.class))
                .isEqualTo(20);
    }

    @Test
    void doesNotRingWhileTheQueueIsLongOrUnknown() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 100_000);
        var id = dispatched();
        overdue(id);
        await().during(Duration.ofMillis(300)).until(() -> line.requests(id) == 1);
        broker.muteBacklog(true);
        broker.backlog(Route.ANALYSIS_REQUESTED, 0);
        await().during(Duration.ofMillis(300)).until(() -> line.requests(id) == 1);
        broker.muteBacklog(false);
        await().until(() -> line.requests(id) == 2);
    }

    private UUID dispatched() {
        var id = line.send(Line.conversationId());
        await().until(() -> line.rows(id) == 1 && dispatched(id));
        return id;
    }

    private boolean dispatched(UUID id) {
        return line.column(id, "dispatched_at is not null", Boolean.class);
    }

    private boolean due(UUID id) {
        return line.column(id, "ring_due <= now()", Boolean.class);
    }

    private void overdue(UUID id) {
        jdbc.sql("update events.event set ring_due = now() where event_id = :id")
                .param("id", id)
                .update();
    }

    private void run(UUID id, String state) {
        jdbc.sql(
                        "insert into analysis.run (tenant, event_id, generation, state) values ('default', :id, 1, :state)")
                .param("id", id)
                .param("state", state)
                .update();
    }
}
