// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sends the sample conversations and prints each outcome as it arrives. Used once, by one thread.
final class Rehearsal {

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final Gateway gateway;
    private final OutcomeTable table;
    private final Map<String, String> waiting = new HashMap<>(); // event id → sample
    private final Map<String, Integer> statuses = new TreeMap<>();
    private int refused;

    Rehearsal(Gateway gateway, OutcomeTable table) {
        this.gateway = gateway;
        this.table = table;
    }

    /// How it went.
    ///
    /// @param statuses how many events ended how
    /// @param missing events without an outcome at the deadline
    record Result(Map<String, Integer> statuses, int accepted, int refused, int missing) {
        Result {
            statuses = Map.copyOf(statuses);
        }

        /// Whether each sample has its outcome.
        boolean complete() {
            return refused == 0 && missing == 0;
        }

        int count(String status) {
            return statuses.getOrDefault(status, 0);
        }
    }

    /// Sends all and waits for all.
    ///
    /// @param limit after which an outcome is missing
    Result play(List<Sample> samples, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var cursor = gateway.endOfFeed();
        table.head();
        for (var sample : samples) {
            switch (gateway.post(sample.body())) {
                case Gateway.Accepted(var id) -> waiting.put(id, sample.name());
                case Gateway.Refused refusal -> {
                    refused++;
                    table.refused(sample.name(), refusal);
                }
            }
            cursor = readOn(cursor);
        }
        int accepted = samples.size() - refused;
        while (!waiting.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
            cursor = readOn(cursor);
        }
        waiting.values().forEach(table::missing);
        return new Result(statuses, accepted, refused, waiting.size());
    }

    private String readOn(String cursor) throws IOException, InterruptedException {
        var page = gateway.outcomes(cursor, 100);
        page.items().stream().map(Outcome::new).forEach(this::arrived);
        return page.next();
    }

    private void arrived(Outcome outcome) {
        var name = waiting.remove(outcome.eventId());
        if (name == null) {
            return; // somebody else's event, or a second revision
        }
        statuses.merge(outcome.status(), 1, Integer::sum);
        table.row(name, outcome);
    }
}
