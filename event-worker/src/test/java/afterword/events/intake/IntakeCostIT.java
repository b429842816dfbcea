// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.EventGroup;
import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import afterword.testing.Statements;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// What taking in events may cost, counted, so that it cannot creep up unseen.
@EventWorkerTest
class IntakeCostIT {

    private static final int EVENTS = 64;

    private final FakeBroker broker;
    private final Line line;
    private final Statements statements = Statements.listen();

    @Autowired
    IntakeCostIT(FakeBroker broker, Line line) {
        this.broker = broker;
        this.line = line;
    }

    @AfterEach
    void stopListening() {
        statements.close();
    }

    @Test
    void aGroupOf64EventsIsOneTransactionOfTwoInsertsAndOneNote() {
        var conversations =
                IntStream.range(0, EVENTS).mapToObj(_ -> Line.conversationId()).toList();
        var members =
                conversations.stream()
                        .map(it -> new EventGroup.Member(Map.of(), Line.body(it, "Who?")))
                        .toList();
        broker.send(Route.CONVERSATION_ENDED, EventGroup.write("/g", 0, members), Map.of());
        var last = Line.eventId(conversations.getLast());
        await().until(() -> line.requests(last) == 1);
        await().until(() -> statements.with("dispatched_at = clock_timestamp()") > 0);
        assertThat(statements.with("insert into events.event ")).isEqualTo(1);
        assertThat(statements.with("insert into events.transcript")).isEqualTo(1);
        assertThat(statements.with("set dispatched_at = clock_timestamp()")).isEqualTo(1);
        // nothing is looked at before it is inserted, and nothing ends here
        assertThat(statements.with("with ordinality as n(tenant, event_id, body_hash")).isZero();
        assertThat(statements.with("update events.feed")).isZero();
    }

    @Test
    void aRequestIsOneMessageOfAtMost200Bytes() {
        var conversation = Line.conversationId();
        var id = line.send(conversation);
        await().until(() -> line.requests(id) == 1);
        assertThat(broker.published(Route.ANALYSIS_REQUESTED))
                .filteredOn(message ->
                        new String(message.body(), java.nio.charset.StandardCharsets.UTF_8)
                                .contains(id.toString()))
                .singleElement()
                .satisfies(message -> assertThat(message.body().length).isLessThan(200));
    }
}
