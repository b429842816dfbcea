// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.chaos.check.PaidCall;
import afterword.simulator.CallWatch;
import afterword.simulator.Latency;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The provider: a simulator in this process, with a ledger of each call and its caller.
public final class Provider implements AutoCloseable {

    private static final int ID_LENGTH = 36;

    private final Clock clock;
    private final LedgerFile<PaidCall> ledger;
    private final Map<Long, PaidCall> open = new ConcurrentHashMap<>();
    private final Simulator simulator;

    Provider(Clock clock, Path ledger, Latency latency, long seed) {
        this.clock = clock;
        this.ledger = new LedgerFile<>(ledger);
        this.simulator =
                Simulator.start(
                        0,
                        new SimulatorSettings("127.0.0.1", Map.of("*", latency), seed),
                        new Watch());
    }

    /// For faults and latency.
    public Simulator simulator() {
        return simulator;
    }

    /// All calls, those that last included.
    public Stream<PaidCall> calls() {
        return Stream.concat(ledger.facts().stream(), open.values().stream());
    }

    /// Calls of a process that last.
    public Stream<PaidCall> open(String worker) {
        return open.values().stream().filter(call -> call.worker().equals(worker));
    }

    /// Calls that have ended so far.
    public int ended() {
        return ledger.size();
    }

    @Override
    public void close() {
        simulator.close();
        ledger.close();
    }

    /// A worker's base path is its own name, and its key begins with the event's id, generation and
    /// part.
    private final class Watch implements CallWatch {

        @Override
        public void began(Call call) {
            open.put(call.number(), paid(call));
        }

        private PaidCall paid(Call call) {
            var path = call.path().split("/", 3);
            boolean known = call.key().length() > ID_LENGTH;
            return new PaidCall(
                    call.number(),
                    path.length > 1 ? path[1] : "",
                    known ? call.key().substring(0, ID_LENGTH) : "",
                    known ? call.part() : "",
                    clock.now(),
                    0,
                    false,
                    "");
        }

        @Override
        public void ended(Call call, boolean answered, String fault) {
            var began = open.remove(call.number());
            if (began != null) {
                ledger.add(
                        new PaidCall(
                                began.number(),
                                began.worker(),
                                began.eventId(),
                                began.part(),
                                began.beganAt(),
                                clock.now(),
                                answered,
                                fault));
            }
        }
    }
}
