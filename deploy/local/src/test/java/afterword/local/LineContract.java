// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.local.Conversations.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the whole line promises, over each broker: the real jars, the real servers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LineContract {

    private LineStand stand;
    private List<ProcessHandle> notOurs = List.of();

    /// Which broker carries the line.
    abstract BrokerChoice broker();

    /// The broker of the other kind, from which conversations are taken as well.
    abstract Producer sideDoor();

    @BeforeAll
    void start(@TempDir Path data) {
        var side = sideDoor();
        notOurs = ProcessHandle.current().descendants().toList();
        stand = LineStand.start(data, broker(), LineSettings.QUICK_START, side.environment());
    }

    @AfterAll
    void endsWithoutLeavingAProcess() {
        if (stand == null) {
            return;
        }
        var processes =
                ProcessHandle.current()
                        .descendants()
                        .filter(process -> !notOurs.contains(process))
                        .toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(6);
        stand.close();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void givesOneOutcomeToWhatCameTwiceByEachDoor() throws Exception {
        var rest = Conversations.generated("rest", 20);
        var queue = Conversations.generated("queue", 20);
        var side = Conversations.generated("side", 20);
        var each = Conversations.generated("each", 20);
        var outcomes = stand.outcomes();

        stand.post(rest);
        stand.producer().publish(queue);
        sideDoor().publish(side);
        sideDoor().publish(each);
        stand.post(each);
        stand.producer().publish(each);
        stand.producer().publish(queue);
        sideDoor().publish(side);
        stand.post(rest);

        var all = joined(rest, queue, side, each);
        outcomes.await(all, LineStand.LIMIT);
        stand.settle(all);
        outcomes.read(all);
        outcomes.assertOneCorrectOutcomeEach(all);
        assertThat(stand.storedEvents("rest-%", "queue-%", "side-%", "each-%")).isEqualTo(80);
    }

    @Test
    void buriesWhatNobodyCanReadAndTellsOfIt() throws Exception {
        var bad = new Given("unreadable", "{not JSON, by " + broker(), 0);
        var good = Conversations.generated("beside-bad", 5);
        var outcomes = stand.outcomes();

        stand.producer().publish(List.of(bad));
        stand.producer().publish(good);

        outcomes.await(good, LineStand.LIMIT);
        outcomes.assertOneCorrectOutcomeEach(good);
        var buried =
                "from events.dead_letter where reason = 'MALFORMED' and announced_at is not null";
        await().atMost(LineStand.LIMIT).until(() -> stand.rows(buried) == 1);
    }

    @Test
    void finishesWhatAKilledWorkerBegan() throws Exception {
        var given = Conversations.generated("killed", 200);
        var outcomes = stand.outcomes();
        stand.simulator("DELETE", "/simulator/counters", "");
        stand.latency(Duration.ofMillis(400));
        try {
            stand.post(given);
            await().atMost(LineStand.LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> outcomes.read(given) >= 20);
            stand.line().kill(Service.ANALYSIS_WORKER);
            int atKill = outcomes.read(given);
            stand.line().startAgain(Service.ANALYSIS_WORKER);
            outcomes.await(given, LineStand.LIMIT);
            outcomes.assertOneCorrectOutcomeEach(given);
            assertFewRepeats(atKill);
        } finally {
            stand.latency(Duration.ZERO);
        }
    }

    /// Only calls that were in flight at the kill may have been made again.
    private void assertFewRepeats(int atKill) throws Exception {
        var counters = stand.simulator("GET", "/simulator/counters", "");
        long again = counters.at("/repeated_calls/extra").asLong(-1);
        long paid = counters.at("/repeated_answers/extra").asLong(-1);
        long peak = counters.at("/flight/peak").asLong();
        System.out.printf(
                "analysis-worker killed with %d of 200 ended: %d calls, %d made more than once (%d answered more than once), peak in flight %d%n",
                atKill, counters.at("/totals/calls").asLong(), again, paid, peak);
        assertThat(atKill).isLessThan(200);
        assertThat(again).isBetween(0L, peak);
        assertThat(paid).isBetween(0L, again);
    }

    @Test
    void takesTheCorpusTwiceAndAnalysesItOnce() throws Exception {
        var given = Conversations.corpus(LineStand.REPOSITORY);
        var outcomes = stand.outcomes();
        long began = System.nanoTime();

        stand.post(given);
        stand.post(given);

        outcomes.await(given, LineStand.LIMIT);
        System.out.printf(
                "%d conversations, each sent twice: all outcomes after %d ms%n",
                given.size(), Duration.ofNanos(System.nanoTime() - began).toMillis());
        stand.settle(given);
        outcomes.read(given);
        outcomes.assertOneCorrectOutcomeEach(given);
        assertThat(given).hasSize(500);
    }

    @SafeVarargs
    private static List<Given> joined(List<Given>... lists) {
        var all = new ArrayList<Given>();
        for (var list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
