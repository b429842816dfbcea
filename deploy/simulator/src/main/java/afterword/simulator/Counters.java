// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What was called: the bill, seen from the provider's side. Thread-safe.
///
/// Calls are told apart by part, transcript and the caller's `user` and `metadata`; 100 B each are
/// kept until a reset.
public final class Counters {

    private static final int SHOWN = 100;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final LongAdder closedByPeer = new LongAdder();
    private final Map<String, LongAdder> models = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> parts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> faults = new ConcurrentHashMap<>();
    private final Map<Long, Integer> started = new ConcurrentHashMap<>();
    private final Map<Long, Integer> answered = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();

    Counters() {}

    /// Books a call that has come in.
    ///
    /// @return how often this very call has come, from 1
    int began(Stage.Cue cue) {
        calls.incrementAndGet();
        count(models, cue.model());
        count(parts, cue.part());
        peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        return started.merge(cue.fingerprint(), 1, Integer::sum);
    }

    /// Books the end of a call.
    ///
    /// @param whole whether a good reply went out to its last byte
    void ended(long fingerprint, boolean whole) {
        inFlight.decrementAndGet();
        if (whole) {
            answered.merge(fingerprint, 1, Integer::sum);
        }
    }

    /// Books a peer that hung up before its reply was complete.
    void closedByPeer() {
        closedByPeer.increment();
    }

    /// Books an injected fault.
    void fault(String name) {
        count(faults, name);
    }

    /// Forgets everything but the calls in flight.
    public void reset() {
        calls.set(0);
        closedByPeer.reset();
        peak.set(inFlight.get());
        models.clear();
        parts.clear();
        faults.clear();
        started.clear();
        answered.clear();
    }

    /// The state now.
    public Snapshot snapshot() {
        return new Snapshot(
                new Totals(calls.get(), answered.values().stream().mapToLong(n -> n).sum()),
                new Flight(inFlight.get(), peak.get(), closedByPeer.sum()),
                new By(sums(models), sums(parts), sums(faults)),
                repeats(started),
                repeats(answered));
    }

    private static Repeats repeats(Map<Long, Integer> counts) {
        var shown = new TreeMap<String, Integer>();
        long more = 0;
        for (var entry : counts.entrySet()) {
            if (entry.getValue() > 1) {
                more += entry.getValue() - 1;
                if (shown.size() < SHOWN) {
                    shown.put(Long.toHexString(entry.getKey()), entry.getValue());
                }
            }
        }
        return new Repeats(counts.size(), more, shown);
    }

    private static void count(Map<String, LongAdder> counts, String name) {
        // names come from outside; a bound keeps a hostile caller from filling the memory
        var key = counts.size() < 1000 || counts.containsKey(name) ? name : "other";
        counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        var sums = new TreeMap<String, Long>();
        counts.forEach((name, count) -> sums.put(name, count.sum()));
        return sums;
    }

    /// All counters at one moment.
    ///
    /// @param repeatedCalls calls that came more than once
    /// @param repeatedAnswers calls that were answered in full more than once: paid twice
    public record Snapshot(
            Totals totals, Flight flight, By by, Repeats repeatedCalls, Repeats repeatedAnswers) {}

    /// Sums.
    ///
    /// @param calls that came in
    /// @param answers that went out in full
    public record Totals(long calls, long answers) {}

    /// Calls that are being answered.
    ///
    /// @param closedByPeer callers that hung up first
    public record Flight(int now, int peak, long closedByPeer) {}

    /// Counts by name.
    public record By(Map<String, Long> model, Map<String, Long> part, Map<String, Long> fault) {
        public By {
            model = Map.copyOf(model);
            part = Map.copyOf(part);
            fault = Map.copyOf(fault);
        }
    }

    /// Calls that came more than once.
    ///
    /// @param distinct different calls seen
    /// @param extra calls beyond the first of each
    /// @param counts by fingerprint, where above 1; at most 100
    public record Repeats(long distinct, long extra, Map<String, Integer> counts) {
        public Repeats {
            counts = Map.copyOf(counts);
        }
    }
}
