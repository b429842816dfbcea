// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Prices;
import afterword.concurrent.Deadline;
import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Works on one part until it has ended or is parked: the one retry loop there is.
///
/// Walk through it: [#run] first reads what the journal holds ([#replay]), then calls
/// ([#callAndJudge]) until a judgement settles the part ([#settle]). What the provider causes parks
/// at once and uses up no attempt (but for one immediate repeat of a stale connection); what the
/// part causes uses up one of its attempts. A visit makes at most three calls. Thread-safe; each
/// part's own state is in [Work].
final class PartRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PartRunner.class);
    private static final int CALLS_A_VISIT = 3;

    /// One part in one visit.
    ///
    /// @param earlier its calls in the journal, oldest first
    /// @param deadline of the visit
    record Work(
            RunKey key,
            long fence,
            PartState part,
            Ask ask,
            List<EarlierCall> earlier,
            Deadline deadline) {}

    /// What a reply or the lack of one means.
    private sealed interface Judged {

        record Good(JsonNode result) implements Judged {}

        record Bad(CallClass why, @Nullable Duration retryAfter) implements Judged {}
    }

    private final Ledger ledger;
    private final CallGuard guard;
    private final ParkDelay delays;
    private final RunMeters meters;
    private final Prices prices;

    PartRunner(Ledger ledger, CallGuard guard, ParkDelay delays, RunMeters meters, Prices prices) {
        this.ledger = ledger;
        this.guard = guard;
        this.delays = delays;
        this.meters = meters;
        this.prices = prices;
    }

    /// Works on a part.
    PartEnd run(Work work) throws InterruptedException {
        var tally = new Tally();
        var settled = replay(work, tally);
        boolean repeatedReset = false;
        for (int calls = 0; settled == null; calls++) {
            if (calls == CALLS_A_VISIT) {
                return park(work, tally, CallClass.RESET.reason(), null);
            }
            if (!mayCall(work)) {
                return new PartEnd.Abandoned();
            }
            var judged = callAndJudge(work, tally, calls + 1);
            boolean reset = judged instanceof Judged.Bad(var why, _) && why == CallClass.RESET;
            settled = reset && !repeatedReset ? null : settle(work, tally, judged);
            repeatedReset |= reset;
        }
        return settled;
    }

    /// Reads the journal: counts what was judged, judges what was not.
    ///
    /// @return null when calls are still needed
    private @Nullable PartEnd replay(Work work, Tally tally) throws InterruptedException {
        for (var call : work.earlier()) {
            var latency = Duration.ofMillis(call.latencyMillis());
            if (call.worthReading() && call.raw() != null) {
                meters.replayed();
                var row =
                        new CallRow(
                                call.name(),
                                call.fence(),
                                call.number(),
                                call.provider(),
                                call.model(),
                                CallRow.Phase.REPLIED,
                                null,
                                null,
                                null,
                                Reading.Usage.UNKNOWN,
                                null);
                var judged = judge(work, tally, row, call.raw(), latency);
                if (judged instanceof Judged.Good) {
                    return settle(work, tally, judged);
                }
            } else if (call.found() != null) {
                var usage =
                        new Reading.Usage(call.model(), call.inputTokens(), call.outputTokens());
                tally.add(call.found(), call.provider(), usage, latency, call.costNanos());
            }
        }
        return tally.faults() < work.ask().policy().attempts()
                ? null
                : fail(work, tally, lastFault(work));
    }

    private static Reason lastFault(Work work) {
        return work.earlier().reversed().stream()
                .map(EarlierCall::found)
                .filter(found -> found != null && found.cause() == CallClass.Cause.PART)
                .map(CallClass::reason)
                .findFirst()
                .orElse(Reason.INVALID_ANSWER);
    }

    /// Waits for the lease, then for a permit. Time left must do for a whole call, or the provider
    /// would be blamed for our own deadline.
    private boolean mayCall(Work work) throws InterruptedException {
        var latest = work.deadline().atMost(left(work));
        return !latest.passed() && guard.await(latest) && work.ask().permits().acquire(latest);
    }

    private static Duration left(Work work) {
        return work.deadline().left().minus(work.ask().policy().timeout());
    }

    private Judged callAndJudge(Work work, Tally tally, int number) throws InterruptedException {
        var ask = work.ask();
        var row =
                CallRow.started(
                        work.part().name(), work.fence(), number, ask.provider(), ask.model());
        CallEnd end;
        try {
            note(work, row);
            end = ask.call(tally);
        } finally {
            ask.permits().release();
        }
        return switch (end) {
            case CallEnd.Replied(var raw, var latency) -> {
                // stored before anybody parses it: what follows may kill us, and it is paid for
                var _ = ledger.write(new Write.Called(work.key(), row.replied(raw, latency)));
                yield judge(work, tally, row, raw, latency);
            }
            case CallEnd.Broken(var why, var retryAfter, var latency) -> {
                book(work, tally, row, why, Reading.Usage.UNKNOWN, latency);
                yield new Judged.Bad(why, retryAfter);
            }
        };
    }

    private Judged judge(Work work, Tally tally, CallRow row, byte[] raw, Duration latency) {
        return switch (work.ask().read(raw)) {
            case Reading.Unusable(var why, var usage, _) -> {
                book(work, tally, row, why, usage, latency);
                yield new Judged.Bad(why, null);
            }
            case Reading.Answer(var json, var usage) -> {
                var violations = work.ask().schema().violations(json);
                var found = violations.isEmpty() ? CallClass.OK : CallClass.INVALID;
                book(work, tally, row, found, usage, latency);
                if (found != CallClass.OK) {
                    LOG.info(
                            "answer refused: {}, analysis={}, rules={}",
                            work.key(),
                            row.name(),
                            violations);
                    yield new Judged.Bad(found, null);
                }
                yield new Judged.Good(result(work.ask(), json));
            }
        };
    }

    private static JsonNode result(Ask ask, JsonNode answer) {
        return Storable.json(ask.restore(ask.schema().counted(answer)));
    }

    private void book(
            Work work,
            Tally tally,
            CallRow row,
            CallClass found,
            Reading.Usage usage,
            Duration latency) {
        var cost = prices.cost(row.provider(), row.model(), found, usage, work.ask().most(tally));
        tally.add(found, row.provider(), usage, latency, cost == null ? null : cost.nanos());
        note(work, row.ended(found, usage, latency, cost));
        meters.cost(row.provider(), row.name(), cost);
        meters.call(row.provider(), found, latency);
        meters.tokens(row.provider(), "input", usage.inputTokens());
        meters.tokens(row.provider(), "output", usage.outputTokens());
    }

    private void note(Work work, CallRow row) {
        ledger.note(new Write.Called(work.key(), row));
    }

    /// @return null when the part is to be tried again in this visit
    private @Nullable PartEnd settle(Work work, Tally tally, Judged judged)
            throws InterruptedException {
        return switch (judged) {
            case Judged.Good(var result) ->
                    store(work, AnalysisStatus.SUCCEEDED, null, result, tally.spent(1), null);
            case Judged.Bad(var why, var retryAfter) ->
                    switch (why.cause()) {
                        case PROVIDER -> park(work, tally, why.reason(), retryAfter);
                        case PART, NOBODY ->
                                tally.faults() < work.ask().policy().attempts()
                                        ? null
                                        : fail(work, tally, why.reason());
                    };
        };
    }

    private PartEnd fail(Work work, Tally tally, Reason reason) throws InterruptedException {
        return store(work, AnalysisStatus.FAILED, reason, null, tally.spent(0), null);
    }

    private PartEnd park(Work work, Tally tally, Reason reason, @Nullable Duration retryAfter)
            throws InterruptedException {
        var delay = delays.after(work.part().parks(), retryAfter);
        return store(work, AnalysisStatus.PARKED, reason, null, tally.spent(0), delay);
    }

    private PartEnd store(
            Work work,
            AnalysisStatus status,
            @Nullable Reason reason,
            @Nullable JsonNode result,
            Write.Spent spent,
            @Nullable Duration delay)
            throws InterruptedException {
        var write =
                new Write.PartEnded(
                        work.key(),
                        work.fence(),
                        work.part().name(),
                        status,
                        reason,
                        result,
                        spent,
                        delay);
        return PartWriter.store(ledger, meters, write);
    }
}
