// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.Catalog;
import afterword.analysis.outcome.Announcements;
import afterword.analysis.outcome.RunOutcome;
import afterword.concurrent.Deadline;
import afterword.concurrent.End;
import afterword.concurrent.Gather;
import afterword.contract.AnalysisStatus;
import afterword.contract.Conversation;
import afterword.contract.Reason;
import afterword.observability.EventScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// One visit to one run: the analysis of one conversation, as far as it gets this time. Used once.
///
/// Walk through it: [#visit] settles the simple cases (poison, erased, empty), else asks all open
/// parts at once ([#askAll]), computes what is derived from them ([#derive]), and ends or parks the
/// run by what its parts became ([#close]). Each part that was asked for is handed to the ledger as
/// soon as it has ended, whatever becomes of the others; what is computed costs nothing and is
/// stored with the run's end. That end is handed over behind those of the parts, without waiting
/// for their commits: it is stored only if none of them was turned down.
final class Visit {

    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    /// What a visit works with.
    ///
    /// @param announcements told of a run that is given up
    /// @param poisonAfter deaths while alone after which it is
    /// @param limit longest time of a visit, one call's time-out not counted
    record Tools(
            Ledger ledger,
            Catalog catalog,
            Asks asks,
            PartRunner runner,
            RunMeters meters,
            Announcements announcements,
            int poisonAfter,
            Duration limit) {}

    /// Until a part whose class or model is not here is tried again, by whoever claims it then.
    private static final Duration ELSEWHERE = Duration.ofMinutes(1);

    private final Tools tools;
    private final Claim claim;
    private final RunKey key;
    private final @Nullable Conversation known;
    private final Map<String, AnalysisStatus> statuses = new LinkedHashMap<>();
    private final Map<String, JsonNode> results = new HashMap<>();
    private final List<PartEnd.Offered> offered = new ArrayList<>(); // not known to be stored
    private final List<Write.PartEnded> computed = new ArrayList<>(); // not stored yet

    /// Computes what is derived from other parts; nothing where that is stored.
    private Runnable compute = () -> {};

    private boolean lost;

    /// @param known the conversation, where it has been read already
    Visit(Tools tools, Claim claim, @Nullable Conversation known) {
        this.tools = tools;
        this.known = known;
        this.claim = claim;
        this.key = claim.key();
        for (var part : claim.parts()) {
            statuses.put(part.name(), part.status());
            if (part.result() != null) {
                results.put(part.name(), part.result());
            }
        }
    }

    /// Does what can be done now.
    ///
    /// @throws InterruptedException when the process is stopping; the run's row is still ours
    VisitEnd visit() throws InterruptedException {
        if (claim.deaths() >= tools.poisonAfter()) {
            LOG.error(
                    "run given up, it was alone when its owner died: {}, deaths={}",
                    key,
                    claim.deaths());
            tools.announcements().poison(key.tenant(), key.eventId());
            endOpen(AnalysisStatus.FAILED, Reason.POISON);
            return close();
        }
        var conversation = known == null ? tools.ledger().conversation(key) : Optional.of(known);
        if (conversation.isEmpty()) {
            endOpen(AnalysisStatus.SKIPPED, Reason.ERASED);
        } else if (conversation.get().turns().isEmpty()) {
            endOpen(AnalysisStatus.SKIPPED, Reason.EMPTY);
        } else {
            work(conversation.get());
        }
        return close();
    }

    /// Ends what is open after a bug, so that it is not met again and again.
    VisitEnd giveUp() throws InterruptedException {
        compute = () -> {};
        endOpen(AnalysisStatus.FAILED, Reason.INTERNAL);
        return close();
    }

    private void work(Conversation conversation) throws InterruptedException {
        var prompted = new LinkedHashMap<PartState, Analysis.Prompted>();
        var derived = new LinkedHashMap<PartState, Analysis.Derived>();
        for (var part : open()) {
            var analysis = tools.catalog().pinned(part.pin());
            if (analysis.isEmpty()) {
                LOG.error("definition is missing: {}, analysis={}", key, part.pin());
                end(part, AnalysisStatus.FAILED, Reason.INTERNAL, null);
            } else if (analysis.get().skip().skips(conversation)) {
                end(part, AnalysisStatus.SKIPPED, Reason.RULE, null);
            } else {
                switch (analysis.get()) {
                    case Analysis.Prompted it when !tools.asks().canAsk(it) ->
                            leave(part, "places " + it.policy().models());
                    case Analysis.Prompted it -> prompted.put(part, it);
                    case Analysis.Derived it -> derived.put(part, it);
                    case Analysis.Elsewhere _ -> leave(part, "class");
                }
            }
        }
        askAll(prompted, conversation);
        compute = () -> derived.forEach((part, analysis) -> derive(part, analysis, conversation));
        compute.run();
    }

    /// Left to a process that has what it takes.
    private void leave(PartState part, String what) throws InterruptedException {
        LOG.warn("{} of an analysis not here: {}, analysis={}", what, key, part.pin());
        var write =
                new Write.PartEnded(
                        key,
                        claim.fence(),
                        part.name(),
                        AnalysisStatus.PARKED,
                        Reason.INTERNAL,
                        null,
                        Write.Spent.NOTHING,
                        ELSEWHERE);
        settle(part, PartWriter.store(tools.ledger(), tools.meters(), write));
    }

    private void askAll(Map<PartState, Analysis.Prompted> parts, Conversation conversation)
            throws InterruptedException {
        var earlier = claim.fresh() ? List.<EarlierCall>of() : journal();
        var deadline = Deadline.after(tools.limit().plus(longestCall(parts)));
        var asked = new ArrayList<PartState>();
        var tasks = new ArrayList<Callable<PartEnd>>();
        for (var part : parts.entrySet()) {
            var state = part.getKey();
            var calls = earlier.stream().filter(it -> it.name().equals(state.name())).toList();
            var ask = tools.asks().of(claim, part.getValue(), conversation);
            ask.ifPresent(it -> {
                asked.add(state);
                var work = new PartRunner.Work(key, claim.fence(), state, it, calls, deadline);
                tasks.add(EventScope.carried(() -> tools.runner().run(work)));
            });
        }
        var ends = Gather.all("part", tasks, deadline);
        for (int i = 0; i < ends.size(); i++) {
            settle(asked.get(i), ends.get(i));
        }
    }

    private List<EarlierCall> journal() throws InterruptedException {
        var calls = tools.ledger().calls(key);
        int unknown = (int) calls.stream().filter(EarlierCall::unknown).count();
        if (unknown > 0) {
            LOG.warn("calls were in flight when their owner died: {}, calls={}", key, unknown);
            tools.meters().unknown(unknown);
        }
        return calls;
    }

    private static Duration longestCall(Map<PartState, Analysis.Prompted> parts) {
        return parts.values().stream()
                .map(analysis -> analysis.policy().timeout())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private void settle(PartState part, End<PartEnd> end) throws InterruptedException {
        switch (end) {
            case End.Succeeded(var partEnd, _) -> settle(part, partEnd);
            case End.Failed(var bug, _) -> {
                LOG.error("part failed by a bug of ours: {}, analysis={}", key, part.name(), bug);
                end(part, AnalysisStatus.FAILED, Reason.INTERNAL, null);
            }
            // as it was; the next visit goes on
            case End.TimedOut<PartEnd> _, End.Cancelled<PartEnd> _ -> {}
        }
    }

    private void settle(PartState part, PartEnd end) throws InterruptedException {
        switch (end) {
            case PartEnd.Offered it when it.stored().isDone() -> settle(part, became(it));
            case PartEnd.Offered it -> {
                offered.add(it);
                ended(part, it.write().status(), it.write().result());
            }
            case PartEnd.Done(var status, var result) -> ended(part, status, result);
            case PartEnd.Lost() -> lost = true;
            case PartEnd.Abandoned() -> {}
        }
    }

    private void ended(PartState part, AnalysisStatus status, @Nullable JsonNode result) {
        statuses.put(part.name(), status);
        if (result != null) {
            results.put(part.name(), result);
        }
    }

    private PartEnd became(PartEnd.Offered end) throws InterruptedException {
        var stored = GroupCommit.await(end.stored());
        return PartWriter.became(tools.ledger(), tools.meters(), end.write(), stored);
    }

    /// Waits for what the ledger makes of the ends that were handed over. What was computed from a
    /// part that could not be stored is computed anew.
    ///
    /// @return whether a part became something else than was meant
    private boolean awaitOffered() throws InterruptedException {
        boolean changed = false;
        for (var end : offered) {
            var became = became(end);
            changed |= !became.equals(new PartEnd.Done(end.write().status(), end.write().result()));
            settle(named(end.write()), became);
        }
        offered.clear();
        if (changed) {
            computed.clear();
            compute.run();
        }
        return changed;
    }

    private PartState named(Write.PartEnded write) {
        return claim.parts().stream()
                .filter(part -> part.name().equals(write.name()))
                .findFirst()
                .orElseThrow();
    }

    /// Computes a derived part once all its inputs have ended.
    private void derive(PartState part, Analysis.Derived analysis, Conversation conversation) {
        var inputs = analysis.from().stream().map(statuses::get).toList();
        if (inputs.stream().allMatch(it -> it == AnalysisStatus.SUCCEEDED)) {
            var result = analysis.formula().compute(conversation, results);
            computed(part, AnalysisStatus.SUCCEEDED, null, result);
        } else if (inputs.stream().allMatch(it -> it == null || it.ended())) {
            computed(part, AnalysisStatus.SKIPPED, Reason.DEPENDENCY, null);
        }
    }

    private void computed(
            PartState part,
            AnalysisStatus status,
            @Nullable Reason reason,
            @Nullable JsonNode result) {
        computed.add(write(part, status, reason, result));
        ended(part, status, result);
    }

    /// Stores what was computed apart from the run's end.
    private void storeComputed() throws InterruptedException {
        for (var write : computed) {
            settle(named(write), PartWriter.store(tools.ledger(), tools.meters(), write));
        }
        computed.clear();
        compute = () -> {};
    }

    private List<PartState> open() {
        return claim.parts().stream().filter(PartState::open).toList();
    }

    private void endOpen(AnalysisStatus status, Reason reason) throws InterruptedException {
        for (var part : claim.parts()) {
            var now = statuses.get(part.name());
            if (now != null && !now.ended()) {
                end(part, status, reason, null);
            }
        }
    }

    private void end(
            PartState part,
            AnalysisStatus status,
            @Nullable Reason reason,
            @Nullable JsonNode result)
            throws InterruptedException {
        if (lost) {
            return;
        }
        var write = write(part, status, reason, result);
        settle(part, PartWriter.store(tools.ledger(), tools.meters(), write));
    }

    private Write.PartEnded write(
            PartState part,
            AnalysisStatus status,
            @Nullable Reason reason,
            @Nullable JsonNode result) {
        return new Write.PartEnded(
                key, claim.fence(), part.name(), status, reason, result, Write.Spent.NOTHING, null);
    }

    /// Ends the run, or parks it where a part waits for its provider.
    private VisitEnd close() throws InterruptedException {
        if (lost) {
            return lost();
        }
        var outcome = RunOutcome.of(statuses.values());
        if (outcome.isPresent()) {
            return end(outcome.get());
        }
        // another part keeps the run from its end
        awaitOffered();
        storeComputed();
        if (lost) {
            return lost();
        }
        boolean abandoned =
                claim.parts().stream()
                        .anyMatch(part -> statuses.get(part.name()) == AnalysisStatus.RUNNING);
        return abandoned
                ? VisitEnd.ABANDONED
                : kept(new Write.RunParked(key, claim.fence()), VisitEnd.PARKED);
    }

    private VisitEnd end(RunOutcome outcome) throws InterruptedException {
        var behind = offered.stream().map(PartEnd.Offered::stored).toList();
        var write = new Write.RunEnded(key, claim.fence(), outcome, computed, behind);
        return switch (tools.ledger().write(write)) {
            case KEPT -> {
                offered.forEach(end -> count(end.write()));
                computed.forEach(this::count);
                yield of(outcome);
            }
            case REFUSED -> {
                if (computed.isEmpty()) {
                    yield lost();
                }
                storeComputed(); // the one that cannot be stored fails; the run ends by what is
                // left
                yield close();
            }
            case LOST, EXPIRED -> awaitOffered() ? close() : lost();
        };
    }

    private void count(Write.PartEnded part) {
        tools.meters().part(part.name(), part.status(), part.reason());
    }

    private VisitEnd kept(Write write, VisitEnd end) throws InterruptedException {
        return tools.ledger().write(write) == Stored.KEPT ? end : lost();
    }

    private VisitEnd lost() throws InterruptedException {
        tools.ledger().closeErased(key);
        return VisitEnd.LOST;
    }

    private static VisitEnd of(RunOutcome outcome) {
        return switch (outcome) {
            case PROCESSED -> VisitEnd.PROCESSED;
            case PARTIAL -> VisitEnd.PARTIAL;
            case FAILED -> VisitEnd.FAILED;
            case SKIPPED -> VisitEnd.SKIPPED;
        };
    }

    /// What the parts became, for the log.
    @Override
    public String toString() {
        return statuses.toString();
    }
}
