// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Budgets;
import afterword.analysis.money.Cost;
import afterword.analysis.money.Grant;
import afterword.analysis.money.Prices;
import afterword.analysis.money.Reserve;
import afterword.analysis.money.Tokens;
import afterword.analysis.pacing.Gate;
import afterword.analysis.pacing.Lane;
import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
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
    private final Budgets budgets;

    Caller(Ledger ledger, RunMeters meters, Prices prices, Budgets budgets) {
        this.ledger = ledger;
        this.meters = meters;
        this.prices = prices;
        this.budgets = budgets;
    }

    /// Makes a call.
    ///
    /// @throws InterruptedException when nobody wants it any more; it has been aborted and booked
    Judged call(Call call) throws InterruptedException {
        var tokens = call.work().ask().most(call.question());
        long most = most(call.lane(), tokens);
        if (!call.tally().reserve(most)) {
            return new Judged.TooDear(call.lane());
        }
        try {
            return budgeted(call, tokens, most);
        } finally {
            call.tally().release(most);
        }
    }

    /// Who may still be asked for a part, after all the calls so far.
    Prospects prospects(Ask ask, Tally tally) {
        Predicate<Lane> affordable =
                ask.policy().costLimit() == null
                        ? _ -> true
                        : lane -> tally.affords(most(lane, ask.most(tally.next())));
        return new Prospects(ask.lanes(), ask.policy().attempts(), tally, affordable);
    }

    private long most(Lane lane, Tokens tokens) {
        return prices.most(lane.provider(), lane.model(), tokens);
    }

    private Judged budgeted(Call call, Tokens tokens, long most) throws InterruptedException {
        var work = call.work();
        return switch (budgets.reserve(work.key().tenant(), work.part().name(), most)) {
            case Reserve.Spent(var nextIn) -> new Judged.OverBudget(nextIn);
            case Reserve.Granted(var grant) -> {
                try (var bill = new Bill(grant)) {
                    yield enter(call, tokens, bill);
                }
            }
        };
    }

    private Judged enter(Call call, Tokens tokens, Bill bill) throws InterruptedException {
        return switch (call.lane().gate().enter(tokens.input() + tokens.output(), call.latest())) {
            case Gate.Entry.Shut(var why, var retryIn) ->
                    new Judged.Shut(call.lane(), why, retryIn);
            case Gate.Entry.Open(var pass) -> {
                try (pass) {
                    yield call(call, pass, bill);
                }
            }
        };
    }

    /// What a call owes to the budgets: settled when it is closed, and nothing where none was made.
    private static final class Bill implements AutoCloseable {

        private final Grant grant;
        private long nanos;

        Bill(Grant grant) {
            this.grant = grant;
        }

        void owe(@Nullable Cost cost) {
            nanos = cost == null ? 0 : cost.nanos();
        }

        @Override
        public void close() {
            grant.settle(nanos);
        }
    }

    private Judged call(Call call, Gate.Pass pass, Bill bill) throws InterruptedException {
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
            bill.owe(book(call, row, CallClass.CANCELLED, Reading.Usage.UNKNOWN, took));
            throw e;
        }
        lane.took(row.name(), end.latency());
        return switch (end) {
            case CallEnd.Replied(var raw, var latency, var firstByte) -> {
                meters.firstByte(new RunMeters.Asked(row.provider(), row.model()), firstByte);
                // stored before anybody parses it: what follows may kill us, and it is paid for
                var _ = ledger.write(new Write.Called(work.key(), row.replied(raw, latency)));
                yield judge(call, pass, row, new Reply(raw, latency, bill));
            }
            case CallEnd.Broken(var why, var retryAfter, var latency) -> {
                pass.end(why, retryAfter, 0);
                bill.owe(book(call, row, why, Reading.Usage.UNKNOWN, latency));
                yield new Judged.Bad(lane, why, retryAfter, latency, null);
            }
        };
    }

    private record Reply(byte[] raw, Duration latency, Bill bill) {}

    private Judged judge(Call call, Gate.Pass pass, CallRow row, Reply reply) {
        var verdict = verdict(call.work(), row.provider(), reply.raw());
        pass.end(verdict.found(), null, verdict.usage().total());
        var latency = reply.latency();
        reply.bill().owe(book(call, row, verdict.found(), verdict.usage(), latency));
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

    private @Nullable Cost book(
            Call call, CallRow row, CallClass found, Reading.Usage usage, Duration latency) {
        return book(
                call.work(), call.tally(), row, new Booked(found, usage, latency), call.question());
    }

    /// What there is to book about a call.
    private record Booked(CallClass found, Reading.Usage usage, Duration latency) {}

    private @Nullable Cost book(
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
        var asked = new RunMeters.Asked(row.provider(), row.model());
        meters.cost(asked, row.name(), cost);
        meters.call(asked, call.found(), call.latency());
        meters.tokens(asked, "input", call.usage().inputTokens());
        meters.tokens(asked, "output", call.usage().outputTokens());
        return cost;
    }

    private void note(PartRunner.Work work, CallRow row) {
        ledger.note(new Write.Called(work.key(), row));
    }
}
