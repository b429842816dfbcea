// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.analysis.pacing.Lanes;
import afterword.concurrent.Deadline;
import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Works on one part until it has ended or is parked: first reads what the journal holds, then
/// calls by [PartLoop]. Thread-safe; each part's own state is in its loop.
final class PartRunner {

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

    /// What all parts work with.
    ///
    /// @param hedgeLeast a call is not doubled earlier
    /// @param patience longest wait in place for a provider
    /// @param quick a lone provider that took longer to fail is not asked again in the same visit
    record Tools(
            CallGuard guard,
            ParkDelay delays,
            Lanes lanes,
            Duration hedgeLeast,
            Duration patience,
            Duration quick) {

        /// Of failures that come at once, and not after a time-out.
        static final Duration QUICK = Duration.ofSeconds(5);
    }

    private final Ledger ledger;
    private final RunMeters meters;
    private final Caller caller;
    private final Tools tools;

    PartRunner(Ledger ledger, RunMeters meters, Caller caller, Tools tools) {
        this.ledger = ledger;
        this.meters = meters;
        this.caller = caller;
        this.tools = tools;
    }

    /// Works on a part.
    PartEnd run(Work work) throws InterruptedException {
        var tally = new Tally(work.ask().policy().limitNanos());
        var settled = replay(work, tally);
        if (settled == null) {
            settled = new PartLoop(tools, caller, meters, work, tally).run();
        }
        return switch (settled) {
            case Settled.Good(var result) ->
                    store(work, AnalysisStatus.SUCCEEDED, null, result, tally.spent(1), null);
            case Settled.Failed(var reason) ->
                    store(work, AnalysisStatus.FAILED, reason, null, tally.spent(0), null);
            case Settled.Parked(var reason, var delay) ->
                    store(work, AnalysisStatus.PARKED, reason, null, tally.spent(0), delay);
            case Settled.Abandoned() -> new PartEnd.Abandoned();
        };
    }

    /// Reads the journal: counts what was judged, judges what was not.
    ///
    /// @return null when calls are still needed
    private @Nullable Settled replay(Work work, Tally tally) {
        for (var call : work.earlier()) {
            if (call.worthReading() && call.raw() != null) {
                meters.replayed();
                var result = caller.replay(work, tally, call, call.raw());
                if (result != null) {
                    return new Settled.Good(result);
                }
            } else if (call.found() != null) {
                var usage =
                        new Reading.Usage(call.model(), call.inputTokens(), call.outputTokens());
                var latency = Duration.ofMillis(call.latencyMillis());
                tally.add(call.found(), call.provider(), usage, latency, call.costNanos());
            }
        }
        var prospects = caller.prospects(work.ask(), tally);
        return prospects.over() && !prospects.tooDear()
                ? new Settled.Failed(lastFault(work))
                : null;
    }

    private static Reason lastFault(Work work) {
        return work.earlier().reversed().stream()
                .map(EarlierCall::found)
                .filter(found -> found != null && found.cause() == CallClass.Cause.PART)
                .map(CallClass::reason)
                .findFirst()
                .orElse(Reason.INVALID_ANSWER);
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
        // a parked part learns from the store whether it may be parked at all
        return status == AnalysisStatus.PARKED
                ? PartWriter.store(ledger, meters, write)
                : new PartEnd.Offered(write, ledger.offer(write));
    }
}
