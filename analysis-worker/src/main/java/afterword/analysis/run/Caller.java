// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Prices;
import afterword.analysis.pacing.Gate;
import afterword.analysis.pacing.Lane;
import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Makes one call: through the gate, into the journal, over the wire, into the journal again, and
/// says what it means. A call that is cancelled on its way is booked as well. Thread-safe.
final class Caller {

    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

    /// One call.
    ///
    /// @param number counts the calls of the part under its fence
    /// @param latest to get through the gate
    record Call(
            PartRunner.Work work,
            Tally tally,
            Lane lane,
            Question question,
            int number,
            Deadline latest) {}

    private final Ledger ledger;
    private final RunMeters meters;
    private final Prices prices;

    Caller(Ledger ledger, RunMeters meters, Prices prices) {
        this.ledger = ledger;
        this.meters = meters;
        this.prices = prices;
    }

    /// Makes a call.
    ///
    /// @throws InterruptedException when nobody wants it any more; it has been aborted and booked
    Judged call(Call call) throws InterruptedException {
        var tokens = call.work().ask().most(call.question());
        return switch (call.lane().gate().enter(tokens.input() + tokens.output(), call.latest())) {
            case Gate.Entry.Shut(var why, var retryIn) ->
                    new Judged.Shut(call.lane(), why, retryIn);
            case Gate.Entry.Open(var pass) -> {
                try (pass) {
                    yield call(call, pass);
                }
            }
        };
    }

    private Judged call(Call call, Gate.Pass pass) throws InterruptedException {
        var work = call.work();
        var lane = call.lane();
        var row =
                CallRow.started(
                        work.part().name(),
                        work.fence(),
                        call.number(),
                        lane.provider(),
                        lane.model());
        note(work, row);
        long begun = System.nanoTime();
        CallEnd end;
        try {
            end = work.ask().call(lane, call.question());
        } catch (InterruptedException e) {
            var took = Duration.ofNanos(System.nanoTime() - begun);
            lane.took(row.name(), took);
            book(call, row, CallClass.CANCELLED, Reading.Usage.UNKNOWN, took);
            throw e;
        }
        lane.took(row.name(), end.latency());
        return switch (end) {
            case CallEnd.Replied(var raw, var latency) -> {
                // stored before anybody parses it: what follows may kill us, and it is paid for
                var _ = ledger.write(new Write.Called(work.key(), row.replied(raw, latency)));
                yield judge(call, pass, row, raw, latency);
            }
            case CallEnd.Broken(var why, var retryAfter, var latency) -> {
                pass.end(why, retryAfter, 0);
                book(call, row, why, Reading.Usage.UNKNOWN, latency);
                yield new Judged.Bad(lane, why, retryAfter, latency, null);
            }
        };
    }

    private Judged judge(Call call, Gate.Pass pass, CallRow row, byte[] raw, Duration latency) {
        var verdict = verdict(call.work(), row.provider(), raw);
        pass.end(verdict.found(), null, verdict.usage().total());
        book(call, row, verdict.found(), verdict.usage(), latency);
        return verdict.result() == null
                ? new Judged.Bad(call.lane(), verdict.found(), null, latency, verdict.repair())
                : new Judged.Good(verdict.result());
    }

    /// Judges a reply that an earlier visit has journaled.
    ///
    /// @return null when it is no answer
    @Nullable JsonNode replay(PartRunner.Work work, Tally tally, EarlierCall earlier, byte[] raw) {
        var verdict = verdict(work, earlier.provider(), raw);
        var row =
                CallRow.started(
                        earlier.name(),
                        earlier.fence(),
                        earlier.number(),
                        earlier.provider(),
                        earlier.model());
        var latency = Duration.ofMillis(earlier.latencyMillis());
        book(work, tally, row, new Booked(verdict.found(), verdict.usage(), latency), tally.next());
        return verdict.result();
    }

    /// What a reply was found to be.
    ///
    /// @param result of a good answer only
    private record Verdict(
            CallClass found,
            Reading.Usage usage,
            @Nullable JsonNode result,
            Prompt.@Nullable Repair repair) {}

    private static Verdict verdict(PartRunner.Work work, String provider, byte[] raw) {
        var ask = work.ask();
        return switch (ask.read(provider, raw)) {
            case Reading.Unusable(var why, var usage, var said) ->
                    new Verdict(
                            why, usage, null, repair(said, List.of("it is not one JSON value")));
            case Reading.Answer(var json, var usage) -> {
                var violations = ask.schema().violations(json);
                if (violations.isEmpty()) {
                    var result = Storable.json(ask.restore(ask.schema().counted(json)));
                    yield new Verdict(CallClass.OK, usage, result, null);
                }
                LOG.info(
                        "answer refused: {}, analysis={}, rules={}",
                        work.key(),
                        work.part().name(),
                        violations);
                yield new Verdict(
                        CallClass.INVALID, usage, null, repair(json.toString(), violations));
            }
        };
    }

    /// An answer too large to be shown once more is not worth it.
    private static Prompt.@Nullable Repair repair(@Nullable String said, List<String> rules) {
        return said == null || said.isBlank() || said.length() > 20_000
                ? null
                : new Prompt.Repair(said, rules);
    }

    private void book(
            Call call, CallRow row, CallClass found, Reading.Usage usage, Duration latency) {
        book(call.work(), call.tally(), row, new Booked(found, usage, latency), call.question());
    }

    /// What there is to book about a call.
    private record Booked(CallClass found, Reading.Usage usage, Duration latency) {}

    private void book(
            PartRunner.Work work, Tally tally, CallRow row, Booked call, Question question) {
        var most = work.ask().most(question);
        var cost = prices.cost(row.provider(), row.model(), call.found(), call.usage(), most);
        tally.add(
                call.found(),
                row.provider(),
                call.usage(),
                call.latency(),
                cost == null ? null : cost.nanos());
        note(work, row.ended(call.found(), call.usage(), call.latency(), cost));
        meters.cost(row.provider(), row.name(), cost);
        meters.call(row.provider(), call.found(), call.latency());
        meters.tokens(row.provider(), "input", call.usage().inputTokens());
        meters.tokens(row.provider(), "output", call.usage().outputTokens());
    }

    private void note(PartRunner.Work work, CallRow row) {
        ledger.note(new Write.Called(work.key(), row));
    }
}
