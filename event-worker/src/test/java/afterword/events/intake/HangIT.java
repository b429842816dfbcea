// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.Reason;
import afterword.events.Line;
import afterword.servers.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A message that hangs the worker, with a real process, a real RabbitMQ and a supervisor that
/// starts the process again.
@Timeout(600)
class HangIT {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int NEIGHBOURS = 40;

    private final WorkerStand stand = new WorkerStand();

    @Test
    void givesUpAMessageThatHangsWithinFiveAttemptsAndItAlone(@TempDir Path folder)
            throws Exception {
        int starts = 1;
        var ended = new ArrayList<Integer>();
        var worker = start(folder);
        try {
            var first = worker;
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() ->
                            assertThat(!first.alive() || stand.queueIsThere())
                                    .as(first.lastLines(20))
                                    .isTrue());
            assertThat(first.alive()).as(first.lastLines(20)).isTrue();
            var neighbours = publish();
            while (true) {
                var running = worker;
                await().atMost(LONG)
                        .until(() -> !running.alive() || stand.count("dead_letter") == 1);
                if (worker.alive()) {
                    break;
                }
                ended.add(worker.exitCode());
                assertThat(starts).as("attempts; %s", worker.lastLines(5)).isLessThan(5);
                starts++;
                worker = start(folder);
            }
            await().atMost(LONG).until(() -> stand.count("event") == NEIGHBOURS);
            assertThat(ended).containsOnly(HangWatch.EXIT);
            assertThat(ids()).containsExactlyInAnyOrderElementsOf(neighbours);
            assertThat(reasons()).containsExactly(Reason.POISON.name());
        } finally {
            worker.kill();
        }
    }

    private Child start(Path folder) {
        return stand.start(
                folder,
                "256m",
                WorkerMain.HANGING,
                "--server.port=0",
                "--management.server.port=0",
                "--afterword.events.intake.hung-after=2s");
    }

    /// Many good messages around one that hangs; the events of the good ones.
    private List<UUID> publish() throws Exception {
        var conversations =
                IntStream.range(0, NEIGHBOURS).mapToObj(_ -> Line.conversationId()).toList();
        var bodies = new ArrayList<byte[]>();
        conversations.forEach(it -> bodies.add(Line.body(it, "Why is the sky blue?")));
        bodies.add(NEIGHBOURS / 2, Line.body(Line.conversationId(), WorkerMain.POISON));
        stand.publish(bodies);
        return conversations.stream().map(Line::eventId).toList();
    }

    private List<UUID> ids() {
        return stand.jdbc()
                .sql("select event_id from events.event")
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    private List<String> reasons() {
        return stand.jdbc()
                .sql("select reason from events.dead_letter")
                .query((row, _) -> row.getString(1))
                .list();
    }
}
