// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.local.Conversations.Given;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// What the whole line does under load that lasts, over each broker; prints its figures.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LoadContract {

    private static final int IN_FLIGHT = 500;
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int KILLS = 3;

    private LineStand stand;

    /// Which broker carries the line.
    abstract BrokerChoice broker();

    /// Kills the broker with -9.
    abstract void kill(LineBroker broker);

    /// Starts the killed broker again.
    abstract void restart(LineBroker broker);

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path data) {
        stand =
                LineStand.start(
                        data,
                        broker(),
                        List.of(),
                        Map.of(
                                "AFTERWORD_ANALYSIS_RUN_IN_FLIGHT",
                                Integer.toString(IN_FLIGHT),
                                "AFTERWORD_LLM_CALLS_IN_FLIGHT",
                                Integer.toString(3 * IN_FLIGHT)));
    }

    @AfterAll
    void end() {
        if (stand != null) {
            stand.close();
        }
    }

    @Test
    void longCallsFillAllPermitsAndDisturbNoGroup() throws Exception {
        var warm = Conversations.generated("warm", 300);
        var given = Conversations.generated("long", 2000);
        var warmed = stand.outcomes();
        stand.post(warm);
        warmed.await(warm, LIMIT);
        int rebalances = rebalances();
        stand.simulator("DELETE", "/simulator/counters", "");
        stand.latency(CALL);
        var outcomes = stand.outcomes();
        long began = System.nanoTime();
        try {
            stand.post(given);
            outcomes.await(given, LIMIT);
        } finally {
            stand.latency(Duration.ZERO);
        }
        var wall = Duration.ofNanos(System.nanoTime() - began);
        var counters = stand.simulator("GET", "/simulator/counters", "");
        int disturbed = rebalances() - rebalances;
        double ideal = CALL.toMillis() / 1000.0 * given.size() / IN_FLIGHT;
        System.out.printf(
                "%s: %d conversations, calls of 5 s, %d at once: %.1f s from the first post to the last outcome read (ideal %.1f), calls %d, peak in flight %d, made more than once %d, rebalances %d%n",
                broker(),
                given.size(),
                IN_FLIGHT,
                wall.toMillis() / 1000.0,
                ideal,
                counters.at("/totals/calls").asLong(),
                counters.at("/flight/peak").asLong(),
                counters.at("/repeated_calls/extra").asLong(-1),
                disturbed);
        outcomes.assertOneCorrectOutcomeEach(given);
        assertThat(counters.at("/repeated_calls/extra").asLong(-1)).isZero();
        assertThat(disturbed).isZero();
    }

    /// How often the analysis-worker's or the event-worker's groups were formed anew.
    private int rebalances() throws IOException {
        return stand.logged(Service.ANALYSIS_WORKER, "rebalanced").size()
                + stand.logged(Service.EVENT_WORKER, "rebalanced").size();
    }

    @Test
    void losesAndRepeatsNothingWhenTheBrokerIsKilled() throws Exception {
        var given = Conversations.generated("broker-killed", 3000);
        stand.latency(Duration.ofMillis(300));
        stand.simulator("DELETE", "/simulator/counters", "");
        var outcomes = stand.outcomes();
        var accepted = new AtomicInteger();
        var slowest = new AtomicInteger();
        try {
            try (var threads = Executors.newFixedThreadPool(9)) {
                var paced = IntStream.range(0, 8).mapToObj(it -> every(given, 8, it)).toList();
                var begun = new CountDownLatch(1);
                var posting =
                        paced.stream()
                                .map(part ->
                                        threads.submit(() -> post(part, begun, accepted, slowest)))
                                .toList();
                begun.countDown();
                killBroker(accepted, given.size());
                join(posting);
            }
            outcomes.await(given, LIMIT);
        } finally {
            stand.latency(Duration.ZERO);
        }
        var counters = stand.simulator("GET", "/simulator/counters", "");
        stand.settle(given); // asks what was asked before: its text is that of the first one
        System.out.printf(
                "%s killed %d times under load: accepted %d, outcomes %d, stored %d, slowest answer %d ms, calls made more than once %d%n",
                broker(),
                KILLS,
                accepted.get(),
                outcomes.read(given),
                stand.storedEvents("broker-killed-%"),
                slowest.get(),
                counters.at("/repeated_calls/extra").asLong(-1));
        outcomes.assertOneCorrectOutcomeEach(given);
        assertThat(accepted).hasValue(given.size());
        assertThat(stand.storedEvents("broker-killed-%")).isEqualTo(given.size());
        assertThat(counters.at("/repeated_calls/extra").asLong(-1)).isZero();
    }

    /// Three times while the producers go on, each time 3 s after the broker was back.
    private void killBroker(AtomicInteger accepted, int all) throws InterruptedException {
        for (int kill = 1; kill <= KILLS; kill++) {
            int mark = all * kill / (KILLS + 2);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> accepted.get() >= mark);
            kill(stand.line().broker());
            restart(stand.line().broker());
        }
    }

    private Void post(
            List<Given> part, CountDownLatch begun, AtomicInteger accepted, AtomicInteger slowest)
            throws Exception {
        begun.await();
        for (var conversation : part) {
            long began = System.nanoTime();
            var answer = stand.gateway().post(conversation.body());
            int took = (int) Duration.ofNanos(System.nanoTime() - began).toMillis();
            slowest.accumulateAndGet(took, Math::max);
            if (answer instanceof Gateway.Accepted) {
                accepted.incrementAndGet();
            }
        }
        return null;
    }

    private static List<Given> every(List<Given> all, int step, int first) {
        return IntStream.iterate(first, i -> i < all.size(), i -> i + step)
                .mapToObj(all::get)
                .toList();
    }

    private static void join(List<Future<Void>> posting)
            throws InterruptedException, ExecutionException {
        for (var producer : posting) {
            producer.get();
        }
    }
}
