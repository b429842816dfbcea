// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Where every call is counted, delayed and, where a rule says so, spoiled.
final class Stage {

    private final Latencies latencies;
    private final Faults faults;
    private final Counters counters;
    private final CallWatch watch;
    private final AtomicLong numbers = new AtomicLong();
    private final InstantSource clock;
    private final long seed;

    Stage(Simulator.Parts parts, InstantSource clock, long seed) {
        this.latencies = parts.latencies();
        this.faults = parts.faults();
        this.counters = parts.counters();
        this.watch = parts.watch();
        this.clock = clock;
        this.seed = seed;
    }

    /// A call as far as counting and luck go.
    ///
    /// @param caller for the ledger
    /// @param fingerprint what makes two calls the same
    record Cue(Caller caller, String model, String part, int tokens, long fingerprint) {}

    /// Who calls.
    record Caller(String path, String key) {
        static Caller of(Request request) {
            return new Caller(
                    request.path(), request.headers().getOrDefault("idempotency-key", ""));
        }
    }

    /// What fate has for a call.
    ///
    /// @param pause from now to the last byte
    /// @param rule of the fault; null for none
    record Turn(long luck, Duration pause, @Nullable FaultRule rule) {}

    /// Writes the script of a good reply, or of one with wrong content.
    @FunctionalInterface
    interface Author {

        /// The script for this turn.
        Script script(Turn turn);
    }

    /// Books the call before the last bytes go out, so that whoever has the reply finds it counted.
    void play(Cue cue, Wire wire, Author author) throws IOException {
        var call =
                new CallWatch.Call(
                        numbers.incrementAndGet(),
                        cue.caller().path(),
                        cue.caller().key(),
                        cue.model(),
                        cue.part());
        watch.began(call);
        long luck = Chance.mix(seed, cue.fingerprint(), counters.began(cue));
        var rule = faults.choose(cue.model(), cue.part(), cue.tokens(), luck);
        if (rule != null) {
            counters.fault(rule.fault().name());
        }
        boolean worked = false;
        Script script;
        try {
            script = spoiled(new Turn(luck, latencies.of(cue.model()).at(luck), rule), author);
            worked = wire.play(script.work());
        } finally {
            boolean answered = worked && (rule == null || rule.fault().answers());
            counters.ended(cue.fingerprint(), answered);
            watch.ended(call, answered, rule == null ? "" : rule.fault().name());
            if (!worked) {
                counters.closedByPeer();
            }
        }
        if (worked && !wire.play(script.delivery())) {
            counters.closedByPeer();
        }
    }

    private Script spoiled(Turn turn, Author author) {
        var rule = turn.rule();
        if (rule == null) {
            return author.script(turn);
        }
        return switch (rule.fault()) {
            case ReplyFault fault ->
                    Script.reply(
                            rule.details().delay(Duration.ZERO),
                            fault.reply(rule.details(), clock.instant()));
            case ContentFault _ -> author.script(turn);
            case WireFault fault -> Injury.of(author.script(turn), fault, rule.details());
        };
    }
}
