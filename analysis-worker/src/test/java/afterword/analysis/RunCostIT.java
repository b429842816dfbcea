// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Route;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.testing.FakeBroker;
import afterword.testing.Statements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one run may cost, counted, so that it cannot creep up unseen. A run alone is the dearest:
/// nobody shares its statements.
@Timeout(120)
class RunCostIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int RUNS = 20;

    /// What a run of three calls and one computed part needs, and how often at most.
    private static final Map<String, Integer> STEPS =
            Map.of(
                    "with asked as", 1,
                    "join events.transcript_v1", 1,
                    // three lines for each call: asked, replied, judged
                    "insert into analysis.call", 9,
                    // the computed part shares the last one's
                    "update analysis.part", 4,
                    "state = 'ENDED', outcome = e.outcome", 1,
                    "set recorded_at = clock_timestamp()", 1);

    /// What comes by the clock, or from this test.
    private static final List<String> REGULAR =
            List.of(
                    "with due as",
                    "with mine as",
                    "from analysis.process",
                    "insert into events.stored",
                    "recorded_at is not null and event_id");

    private final Stand stand = new Stand(FreshDatabase.unmigrated());
    private final FakeBroker broker = new FakeBroker();
    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());

    @AfterEach
    void close() {
        broker.close();
        simulator.close();
    }

    @Test
    void aRunAloneIsOneClaimOneReadAndAtMostOneStatementForEachStep() {
        try (var _ = Worker.start(stand.database(), broker, simulator.baseUrl())) {
            run(1); // the first one also makes what is made once
            try (var statements = Statements.listen()) {
                for (int i = 1; i <= RUNS; i++) {
                    run(1 + i);
                }
                STEPS.forEach((step, most) ->
                        assertThat(statements.with(step))
                                .as(step)
                                .isBetween((long) RUNS, (long) most * RUNS));
                assertThat(perRun(statements)).as("statements for each run").isEmpty();
            }
        }
    }

    /// Texts executed as often as there were runs, beyond the known ones.
    private static Map<String, Long> perRun(Statements statements) {
        var known = Stream.concat(STEPS.keySet().stream(), REGULAR.stream()).toList();
        return statements.texts().stream()
                .filter(text -> text.startsWith("Executing prepared SQL statement"))
                .filter(text -> known.stream().noneMatch(text::contains))
                .collect(Collectors.groupingBy(text -> text, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(text -> text.getValue() >= RUNS)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void run(int number) {
        var event = stand.store("I live in house " + number + ". Why is the sky blue?");
        broker.send(Stand.request(event, Map.of()));
        await().atMost(SOON).until(() -> recorded(event));
        assertThat(broker.published(Route.OUTCOME_RECORDED)).hasSize(number);
    }

    private boolean recorded(UUID event) {
        return stand.count(
                        "select count(*) from analysis.run where recorded_at is not null and event_id = '"
                                + event
                                + "'")
                == 1;
    }
}
