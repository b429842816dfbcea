// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/// Health by progress: each way to stand still has an indicator of its own.
@EventWorkerTest
@TestPropertySource(
        properties = {
            "afterword.events.intake.deaf-after=600ms",
            "afterword.events.dispatch.late-after=600ms",
            "afterword.events.delivery.late-after=600ms"
        })
@DirtiesContext
class ProgressIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final FakeBroker broker;
    private final Line line;
    private final Map<String, HealthIndicator> indicators;

    @Autowired
    ProgressIT(FakeBroker broker, Line line, Map<String, HealthIndicator> indicators) {
        this.broker = broker;
        this.line = line;
        this.indicators = indicators;
    }

    @AfterEach
    void wellAgain() {
        broker.backlog(Route.CONVERSATION_ENDED, 0);
        broker.answer(FakeBroker.Answer.CONFIRM);
        for (var name : new String[] {"consumer", "confirms", "requestRelay", "outcomeRelay"}) {
            await(name).atMost(SOON).until(() -> up(name));
        }
    }

    @Test
    void aConsumerIsUnhealthyWhenMessagesWaitAndNoneIsSettled() {
        assertThat(up("consumer")).isTrue();
        broker.backlog(Route.CONVERSATION_ENDED, 7); // connected, and deaf
        await().atMost(SOON).until(() -> !up("consumer"));
        assertThat(up("confirms") && up("requestRelay") && up("outcomeRelay")).isTrue();

        line.send(Line.conversationId());
        await().atMost(SOON).until(() -> up("consumer"));
    }

    @Test
    void unconfirmedRequestsAndTheirRelayAreUnhealthy() {
        broker.answer(Route.ANALYSIS_REQUESTED, FakeBroker.Answer.LOST);
        line.send(Line.conversationId());
        await().atMost(SOON).until(() -> !up("requestRelay"));
        await().atMost(SOON).until(() -> !up("confirms"));
        assertThat(up("outcomeRelay")).isTrue();
    }

    @Test
    void outcomesThatAreNotToldAreUnhealthy() {
        broker.answer(Route.OUTCOMES, FakeBroker.Answer.LOST);
        line.send(
                """
                {"conversation_id": "%s", "user_id": "u1", "end_time": "%s", "conversation_logs": []}
                """
                        .formatted(Line.conversationId(), Line.END)
                        .getBytes(StandardCharsets.UTF_8)); // ends at once
        await().atMost(SOON).until(() -> !up("outcomeRelay"));
        assertThat(up("requestRelay")).isTrue();
    }

    private boolean up(String name) {
        var indicator = Objects.requireNonNull(indicators.get(name + "HealthIndicator"), name);
        return Status.UP.equals(Objects.requireNonNull(indicator.health()).getStatus());
    }
}
