// SPDX-License-Identifier: Apache-2.0
package afterword.events.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.EventStatus;
import afterword.contract.EventView;
import afterword.contract.Headers;
import afterword.events.EventWorkerTest;
import afterword.events.Line;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class CommandIT {

    private final FakeBroker broker;
    private final Line line;
    private final JdbcClient jdbc;

    @Autowired
    CommandIT(FakeBroker broker, Line line, JdbcClient jdbc) {
        this.broker = broker;
        this.line = line;
        this.jdbc = jdbc;
    }

    @AfterEach
    void nothingThrew() {
        await().until(() -> broker.drained(Route.COMMANDS));
        assertThat(broker.bugs()).isEmpty();
    }

    @Test
    void retryAsksForNewGenerationOnce() {
        var failed = closed("FAILED");
        var processed = closed("PROCESSED");
        var command = command(Command.Kind.RETRY, false, failed, processed, UUID.randomUUID());
        send(command);
        send(command);
        await().until(() -> line.requests(failed) == 2);
        await().until(() -> broker.drained(Route.COMMANDS));
        assertThat(line.column(failed, "generation", Integer.class)).isEqualTo(2);
        assertThat(line.status(failed)).isEqualTo("PENDING");
        assertThat(line.column(failed, "feed_position is null", Boolean.class)).isTrue();
        assertThat(line.status(processed)).isEqualTo("PROCESSED");
        assertThat(counts(command)).isEqualTo("1 1");
        line.recorded(failed, 1, 1); // of the generation before
        await().until(() -> broker.drained(Route.OUTCOME_RECORDED));
        assertThat(line.status(failed)).isEqualTo("PENDING");
    }

    @Test
    void renewAsksAgainForWhateverHasEnded() {
        var processed = closed("PROCESSED");
        send(command(Command.Kind.RETRY, false, processed));
        await().until(() -> broker.drained(Route.COMMANDS));
        assertThat(line.status(processed)).isEqualTo("PROCESSED");
        send(command(Command.Kind.RENEW, false, processed));
        await().until(() -> line.requests(processed) == 2);
        assertThat(line.column(processed, "generation", Integer.class)).isEqualTo(2);
    }

    @Test
    void retriedEventEntersTheFeedAgain() {
        var id = closed("PARTIAL");
        long first = line.column(id, "feed_position", Long.class);
        send(command(Command.Kind.RETRY, false, id));
        await().until(() -> line.column(id, "generation", Integer.class) == 2);
        jdbc.sql(
                        """
                        insert into analysis.run (tenant, event_id, generation, state, outcome, fence)
                        values ('default', :id, 2, 'ENDED', 'PROCESSED', 1)
                        """)
                .param("id", id)
                .update();
        line.recorded(id, 2, 1);
        await().until(() -> line.outcomes(id).size() == 2);
        assertThat(line.column(id, "revision", Integer.class)).isEqualTo(2);
        assertThat(line.column(id, "feed_position", Long.class)).isGreaterThan(first);
    }

    @Test
    void dryRunCountsAndChangesNothing() {
        var id = closed("FAILED");
        var command = command(Command.Kind.RETRY, true, id);
        send(command);
        await().until(() -> broker.drained(Route.COMMANDS));
        assertThat(counts(command)).isEqualTo("1 0");
        assertThat(line.status(id)).isEqualTo("FAILED");
    }

    @Test
    void eraseLeavesTombstoneAndToldEnd() {
        var conversation = Line.conversationId();
        var id = line.send(conversation);
        await().until(() -> line.rows(id) == 1);
        send(command(Command.Kind.ERASE, false, id));
        await().until(() -> line.outcomes(id).size() == 1);
        var message = line.outcomes(id).getFirst();
        assertThat(message.label()).isEqualTo("erased");
        assertThat(message.headers()).doesNotContainKey("ce:subject");
        assertThat(new String(message.body(), StandardCharsets.UTF_8)).doesNotContain(conversation);
        assertThat(ContractJson.read(message.body(), EventView.class).status())
                .isEqualTo(EventStatus.ERASED);
        assertThat(transcripts(id)).isZero();
        line.endRun(id, "PROCESSED", 1);
        line.recorded(id, 1, 1);
        line.send(conversation);
        await().until(line::settled);
        await().until(() -> broker.drained(Route.OUTCOME_RECORDED));
        assertThat(line.status(id)).isEqualTo("ERASED");
        assertThat(transcripts(id)).isZero();
    }

    @Test
    void eraseOfEventOnItsWayKeepsItOut() {
        var conversation = Line.conversationId();
        send(command(Command.Kind.ERASE, false, Line.eventId(conversation)));
        await().until(() -> broker.drained(Route.COMMANDS));
        line.send(conversation);
        await().until(line::settled);
        assertThat(line.rows(Line.eventId(conversation))).isZero();
    }

    @Test
    void eraseBesideIntakeLeavesNothing() {
        for (int i = 0; i < 100; i++) {
            var conversation = Line.conversationId();
            line.send(conversation);
            send(command(Command.Kind.ERASE, false, Line.eventId(conversation)));
        }
        await().until(() -> line.settled() && broker.drained(Route.COMMANDS));
        var kept =
                """
                select count(*) from events.tombstone t left join events.event e using (tenant, event_id)
                left join events.transcript s using (tenant, event_id)
                where e.status <> 'ERASED' or s.turns is not null
                """;
        assertThat(jdbc.sql(kept).query(Long.class).single()).isZero();
    }

    @Test
    void unknownCommandIsDeadLetter() {
        var unknown =
                "{\"id\": \"" + UUID.randomUUID() + "\", \"kind\": \"DANCE\", \"event_ids\": []}";
        broker.send(Route.COMMANDS, unknown.getBytes(StandardCharsets.UTF_8), Map.of());
        await().until(() ->
                jdbc.sql(
                                        "select count(*) from events.dead_letter where stage = 'command' and reason = 'UNKNOWN_MESSAGE'")
                                .query(Long.class)
                                .single()
                        == 1);
    }

    private UUID closed(String outcome) {
        var id = line.send(Line.conversationId());
        await().until(() -> line.rows(id) == 1);
        line.endRun(id, outcome, 1);
        line.recorded(id, 1, 1);
        await().until(() -> line.outcomes(id).size() == 1);
        return id;
    }

    private static Command command(Command.Kind kind, boolean dryRun, UUID... events) {
        return Command.ofEvents(
                UUID.randomUUID(), kind, "default", "tester", List.of(events), dryRun);
    }

    private void send(Command command) {
        broker.send(
                Message.of(
                        Route.COMMANDS,
                        command.id().toString(),
                        Map.of(Headers.TENANT, command.tenant()),
                        ContractJson.write(command)));
    }

    private String counts(Command command) {
        return jdbc.sql("select matched || ' ' || changed from events.command_v1 where id = :id")
                .param("id", command.id())
                .query(String.class)
                .single();
    }

    private long transcripts(UUID id) {
        return jdbc.sql("select count(*) from events.transcript where event_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }
}
