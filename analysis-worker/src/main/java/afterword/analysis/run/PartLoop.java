// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Prompt;
import afterword.analysis.pacing.Lane;
import afterword.analysis.spi.Strategy;
import afterword.concurrent.Deadline;
import afterword.concurrent.End;
import afterword.concurrent.Race;
import afterword.contract.Reason;
import afterword.observability.EventScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks for one part in one visit until its fate is settled: the one retry loop there is, over both
/// lanes. Used once.
///
/// Walk through it: [#run] asks in rounds of one call, or of two by the analysis's strategy (the
/// first round only); [#after] looks at what a round brought and, by the class alone, settles the
/// part or prepares the next round: the other lane, the same one (shorter, with more room, with the
/// broken answer to mend, or just again), or none. Who may still be asked, and when all is over,
/// say [Prospects]. A visit makes at most three calls. What the provider causes uses up no attempt,
/// and calls made again because of it come out of the global retry budget; when that is spent, the
/// part is parked at once. Source: protocol, Ends; docs/adr/0011-further-attempts.md.
final class PartLoop {

    private static final Logger LOG = LoggerFactory.getLogger(PartLoop.class);
    private static final int CALLS_A_VISIT = 3;

    private static final long FIRST_PAUSE_MILLIS = 500;

    private final PartRunner.Tools tools;
    private final Caller caller;
    private final RunMeters meters;
    private final PartRunner.Work work;
    private final Tally tally;
    private final List<Lane> lanes;
    private final AtomicInteger calls = new AtomicInteger(); // made in this visit
    private final AtomicInteger numbers = new AtomicInteger(); // in the journal
    private final Prospects prospects;
    private final Map<Lane, Judged.Trouble> troubles = new HashMap<>(); // met in this visit
    private @Nullable Lane next; // the lane of the next round; null: by the strategy
    private Prompt.@Nullable Repair repair;
    private boolean resetSeen;
    private int pauses;

    PartLoop(
            PartRunner.Tools tools,
            Caller caller,
            RunMeters meters,
            PartRunner.Work work,
            Tally tally) {
        this.tools = tools;
        this.caller = caller;
        this.meters = meters;
        this.work = work;
        this.tally = tally;
        this.lanes = work.ask().lanes();
        this.prospects = caller.prospects(work.ask(), tally);
    }

    /// Asks until the part is settled.
    Settled run() throws InterruptedException {
        Settled settled = null;
        while (settled == null) {
            if (prospects.tooDear()) {
                return tooDear();
            }
            var usable = usable();
            if (usable.isEmpty()) {
                return parkedForTheRest();
            }
            if (!mayCall()) {
                return new Settled.Abandoned();
            }
            settled = after(round(usable));
        }
        return settled;
    }

    /// Lanes that a call may sensibly be made on now: the wanted one, else any.
    private List<Lane> usable() {
        var wanted = next;
        return wanted != null && wanted.gate().worthEntering()
                ? List.of(wanted)
                : prospects.lanes().stream().filter(lane -> lane.gate().worthEntering()).toList();
    }

    /// Time left must do for a whole call, or the provider would be blamed for our own deadline.
    private boolean mayCall() throws InterruptedException {
        var latest = latest();
        return !latest.passed() && tools.guard().await(latest);
    }

    private Deadline latest() {
        return work.deadline().atMost(work.deadline().left().minus(work.ask().policy().timeout()));
    }

    private List<Judged> round(List<Lane> usable) throws InterruptedException {
        boolean first = calls.get() == 0;
        if (first) {
            tools.lanes().retries().needed();
        }
        if (!first || usable.size() < 2) {
            return List.of(ask(usable.getFirst()));
        }
        return switch (strategy()) {
            case FAILOVER -> List.of(ask(usable.getFirst()));
            case HEDGE -> hedge(usable.get(0), usable.get(1));
            case RACE ->
                    race(
                            Race.Entrant.now(() -> ask(usable.get(0))),
                            Race.Entrant.now(() -> ask(usable.get(1))));
        };
    }

    /// A second lane is there to be used: hedging is the default.
    private Strategy strategy() {
        var wanted = work.ask().policy().strategy();
        return wanted == null ? Strategy.HEDGE : wanted;
    }

    private List<Judged> hedge(Lane first, Lane second) throws InterruptedException {
        tools.lanes().hedges().needed();
        var over = new AtomicBoolean();
        var delay = first.p95(work.part().name()).orElse(Duration.ZERO);
        return race(
                Race.Entrant.now(() -> {
                    var judged = ask(first);
                    over.set(true);
                    return judged;
                }),
                new Race.Entrant<Judged>(
                        delay.compareTo(tools.hedgeLeast()) > 0 ? delay : tools.hedgeLeast(),
                        () -> {
                            // after a failure it is the loop that decides where to go on
                            if (over.get()) {
                                return new Judged.Spared();
                            }
                            boolean wanted =
                                    prospects.at(second)
                                            && second.gate().worthEntering()
                                            && tools.lanes().hedges().take();
                            meters.hedge(wanted);
                            return wanted ? ask(second) : new Judged.Spared();
                        }));
    }

    private List<Judged> race(Race.Entrant<Judged> one, Race.Entrant<Judged> other)
            throws InterruptedException {
        var finish =
                Race.first(
                        "call",
                        List.of(carried(one), carried(other)),
                        judged -> judged instanceof Judged.Good,
                        work.deadline());
        var ends = new ArrayList<Judged>();
        for (var end : finish.ends()) {
            switch (end) {
                case End.Succeeded(var judged, _) -> ends.add(judged);
                case End.Failed(var bug, _) -> {
                    if (!finish.won()) {
                        throw new IllegalStateException("a call failed by a bug", bug);
                    }
                    LOG.error("a call failed by a bug of ours: {}", work.key(), bug);
                }
                // the loser is booked by its caller
                case End.TimedOut<Judged> _, End.Cancelled<Judged> _ -> {}
            }
        }
        return ends;
    }

    /// With the event's ids in its log lines.
    private static Race.Entrant<Judged> carried(Race.Entrant<Judged> entrant) {
        return new Race.Entrant<>(
                entrant.startAfter(), EventScope.carried(() -> entrant.task().call()));
    }

    private Judged ask(Lane lane) throws InterruptedException {
        var question = tally.next().repairing(repair);
        calls.incrementAndGet();
        var call =
                new Caller.Call(work, tally, lane, question, numbers.incrementAndGet(), latest());
        var judged = caller.call(call);
        switch (judged) {
            case Judged.Shut _, Judged.OverBudget _, Judged.TooDear _ ->
                    calls.decrementAndGet(); // none was made
            case Judged.Good _, Judged.Bad _, Judged.Spared _ -> {}
        }
        return judged;
    }

    /// What comes after a round.
    ///
    /// @return null when another round is prepared
    private @Nullable Settled after(List<Judged> ends) throws InterruptedException {
        Judged decisive = new Judged.Spared();
        for (var end : ends) {
            if (end instanceof Judged.Good(var result)) {
                return new Settled.Good(result);
            }
            var trouble = end.trouble();
            if (trouble != null) {
                troubles.put(trouble.lane(), trouble);
            }
            decisive = weightier(decisive, end);
        }
        repair = null;
        if (prospects.tooDear()) {
            return tooDear();
        }
        return switch (decisive) {
            case Judged.Bad bad -> after(bad);
            case Judged.Shut(var lane, var why, var retryIn) -> {
                var other = other(lane);
                yield other == null ? parked(lane, why.reason(), retryIn) : on(other);
            }
            case Judged.OverBudget(var nextIn) -> {
                tally.waitsFor(lanes.getFirst().provider());
                yield new Settled.Parked(Reason.OVER_BUDGET, nextIn);
            }
            // with its repair or beside another call it was too dear; by itself one of them is not
            case Judged.TooDear(var lane) -> toward(lane);
            // the visit's deadline came first
            case Judged.Spared() -> new Settled.Abandoned();
            case Judged.Good(var result) -> new Settled.Good(result);
        };
    }

    /// Of two ends, a reply that can be mended weighs more than a failure, and that more than a
    /// shut gate.
    private static Judged weightier(Judged one, Judged other) {
        return weight(other) > weight(one) ? other : one;
    }

    private static int weight(Judged end) {
        return switch (end) {
            case Judged.Good _ -> 4;
            case Judged.Bad bad -> bad.why().cause() == CallClass.Cause.PART ? 3 : 2;
            case Judged.Shut _, Judged.OverBudget _, Judged.TooDear _ -> 1;
            case Judged.Spared() -> 0;
        };
    }

    private @Nullable Settled after(Judged.Bad bad) throws InterruptedException {
        boolean ofPart = bad.why().cause() == CallClass.Cause.PART;
        if (ofPart && prospects.over()) {
            return new Settled.Failed(bad.why().reason());
        }
        if (calls.get() >= CALLS_A_VISIT) {
            return ofPart ? parkedForTheRest() : parked(bad);
        }
        return switch (bad.why()) {
            case FORMAT_REFUSED -> on(bad.lane());
            case TRUNCATED, REFUSED, REJECTED -> toward(bad.lane());
            // half of it, then a quarter where the other lane may have the longer context
            case TOO_LONG -> toward(tally.tooLong() == 1 ? bad.lane() : otherOrSame(bad.lane()));
            case INVALID -> afterInvalid(bad);
            case TOTAL_TIMEOUT, OVERSIZE -> toward(otherOrSame(bad.lane()));
            case RESET, NO_CONNECTION, CUT_OFF, NO_FIRST_BYTE, STALLED, SERVER_ERROR, NOT_A_REPLY ->
                    afterTrouble(bad);
            case RATE_LIMITED -> afterLimit(bad);
            case QUOTA, AUTH, WRONG_ADDRESS -> {
                var other = other(bad.lane());
                yield other != null && mayRepeat() ? on(other) : parked(bad);
            }
            case OK, CANCELLED -> throw new IllegalStateException("not the end of a bad call");
        };
    }

    /// The model that gave a broken answer is shown it once; after that the question is put anew.
    private @Nullable Settled afterInvalid(Judged.Bad bad) {
        if (tally.invalid() == 1 && bad.repair() != null && prospects.at(bad.lane())) {
            repair = bad.repair();
            return on(bad.lane());
        }
        return toward(otherOrSame(bad.lane()));
    }

    /// A stale connection breaks at once and is tried at once; after another failure it is the
    /// other lane's turn, or, where it was quick and there is none, the same one's after a pause.
    private @Nullable Settled afterTrouble(Judged.Bad bad) throws InterruptedException {
        boolean stale = bad.why() == CallClass.RESET && !resetSeen;
        resetSeen |= bad.why() == CallClass.RESET;
        boolean here =
                bad.latency().compareTo(tools.quick()) < 0 && bad.lane().gate().worthEntering();
        var other = other(bad.lane());
        if (stale && here && mayRepeat()) {
            return on(bad.lane());
        }
        if ((other == null && !here) || !mayRepeat()) {
            return parked(bad);
        }
        if (other == null) {
            pause();
        }
        return on(other == null ? bad.lane() : other);
    }

    /// The other lane need not wait; on the same one the gate waits as long as the provider asked
    /// for.
    private @Nullable Settled afterLimit(Judged.Bad bad) {
        var asked = bad.retryAfter();
        boolean inPlace = asked != null && asked.compareTo(tools.patience()) <= 0;
        var other = other(bad.lane());
        if ((other == null && !inPlace) || !mayRepeat()) {
            return parked(bad);
        }
        return on(other == null ? bad.lane() : other);
    }

    /// The next round is one call on this lane.
    private @Nullable Settled on(Lane lane) {
        next = lane;
        return null;
    }

    /// The next round is one call on this lane if it has a prospect, else on another that has;
    /// where none can be asked now, the part waits.
    private @Nullable Settled toward(Lane lane) {
        var to = prospects.at(lane) ? lane : other(lane);
        return to == null ? parkedForTheRest() : on(to);
    }

    /// The other lane, where it may have an answer, no trouble was met with it in this visit, and
    /// it may be called.
    private @Nullable Lane other(Lane lane) {
        return prospects.lanes().stream()
                .filter(it -> !it.equals(lane) && !troubles.containsKey(it))
                .filter(it -> it.gate().worthEntering())
                .findFirst()
                .orElse(null);
    }

    private Lane otherOrSame(Lane lane) {
        var other = other(lane);
        return other == null ? lane : other;
    }

    /// Takes a call from the global retry budget.
    private boolean mayRepeat() {
        boolean may = tools.lanes().retries().take();
        meters.retry(may);
        return may;
    }

    /// Up to half a second, then up to one: full jitter, so that what failed together does not come
    /// back together.
    private void pause() throws InterruptedException {
        long most = FIRST_PAUSE_MILLIS << pauses++;
        TimeUnit.MILLISECONDS.sleep(tools.delays().jitter(most));
    }

    private Settled tooDear() {
        LOG.info(
                "no further call, it might cost more than is left: {}, analysis={}, limit={} USD",
                work.key(),
                work.part().name(),
                work.ask().policy().costLimit());
        return new Settled.Failed(Reason.COST_LIMIT);
    }

    private Settled parked(Judged.Bad bad) {
        return parked(bad.lane(), bad.why().reason(), bad.retryAfter());
    }

    /// Nobody can be asked now: the part waits for those who may still have an answer. It says what
    /// keeps the first of them, and is due when the soonest may be asked.
    private Settled parkedForTheRest() {
        var rest = prospects.lanes();
        var met = rest.stream().map(troubles::get).filter(Objects::nonNull).findFirst();
        if (met.isPresent()) {
            return parked(met.get().lane(), met.get().reason(), met.get().asked());
        }
        var soonest =
                rest.stream()
                        .map(lane -> lane.gate().shutFor())
                        .min(Duration::compareTo)
                        .orElse(Duration.ZERO);
        var first = rest.getFirst();
        var reason =
                first.gate().healthy()
                        ? Reason.PROVIDER_UNAVAILABLE // the visit had no more calls
                        : first.gate().shutBy().reason();
        return parked(first, reason, soonest);
    }

    private Settled parked(Lane lane, Reason reason, @Nullable Duration asked) {
        tally.waitsFor(lane.provider());
        boolean down = prospects.lanes().stream().noneMatch(it -> it.gate().healthy());
        return new Settled.Parked(reason, tools.delays().after(work.part().parks(), asked, down));
    }
}
