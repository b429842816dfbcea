// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks through the provider's bill for calls that were made more than once.
///
/// A call after another of the same part is *needed* where the provider itself had failed each one
/// before; *avoidable* where a good reply stood in the journal already, or where nothing had
/// happened that could have kept it from getting there; else *unavoidable*: an earlier call or its
/// reply was in flight at a fault of ours, and may have been paid.
public final class Bill {

    /// µs from the wire to the journal, at most: a fault in it hits the reply.
    private static final long AFTER = 2_000_000;

    private final Facts facts;
    private final Limits limits;
    private final Map<String, List<Reply>> replies;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> again = new HashMap<>();
    private int needed;
    private int unavoidable;
    private int avoidable;

    private Bill(Facts facts, Limits limits) {
        this.facts = facts;
        this.limits = limits;
        this.replies =
                facts.database().replies().stream()
                        .collect(groupingBy(reply -> reply.eventId() + " " + reply.part()));
    }

    /// The sums.
    ///
    /// @param calls that reached the provider
    /// @param needed after calls that brought nothing
    public record Sum(int calls, int answered, int needed, int unavoidable, int avoidable) {}

    /// The sums with the findings.
    ///
    /// @param again unavoidable calls, by the process whose call before was disturbed
    record Result(Sum sum, List<Finding> findings, Map<String, Integer> again) {}

    static Result of(Facts facts, Limits limits) {
        var bill = new Bill(facts, limits);
        facts.calls().stream()
                .filter(call -> !call.part().isEmpty())
                .collect(groupingBy(call -> call.eventId() + " " + call.part()))
                .values()
                .forEach(bill::part);
        var answered = (int) facts.calls().stream().filter(PaidCall::answered).count();
        return new Result(
                new Sum(
                        facts.calls().size(),
                        answered,
                        bill.needed,
                        bill.unavoidable,
                        bill.avoidable),
                bill.findings,
                bill.again);
    }

    private void part(List<PaidCall> calls) {
        var inOrder = calls.stream().sorted(Comparator.comparingLong(PaidCall::beganAt)).toList();
        for (int at = 1; at < inOrder.size(); at++) {
            judge(inOrder.get(at), inOrder.subList(0, at));
        }
    }

    private void judge(PaidCall call, List<PaidCall> before) {
        var journal = inJournal(call, before);
        if (journal != null) {
            avoidable++;
            findings.add(
                    finding(
                            call,
                            "its reply stood in the journal %d ms before"
                                    .formatted((call.beganAt() - journal.at()) / 1000)));
            return;
        }
        var perhapsPaid =
                before.stream()
                        .filter(it ->
                                it.answered() || it.fault().isEmpty() || lasts(it, call.beganAt()))
                        .toList();
        if (perhapsPaid.isEmpty()) {
            needed++;
        } else if (perhapsPaid.stream().allMatch(this::disturbed)) {
            unavoidable++;
            again.merge(perhapsPaid.getLast().worker(), 1, Integer::sum);
        } else {
            avoidable++;
            findings.add(finding(call, "no fault had disturbed the call before it"));
        }
    }

    private static Finding finding(PaidCall call, String detail) {
        return new Finding(
                Finding.Kind.PAID_TWICE, call.eventId(), call.part() + " asked again: " + detail);
    }

    /// A reply that was not judged before its worker died is good if the provider says so.
    private static boolean brought(PaidCall call, Reply reply) {
        return call.answered() && call.beganAt() <= reply.at();
    }

    private static boolean lasts(PaidCall call, long at) {
        return call.endedAt() == 0 || call.endedAt() > at;
    }

    /// A good reply whose row was there when the call began; a row that a frozen database was still
    /// committing does not count.
    private @Nullable Reply inJournal(PaidCall call, List<PaidCall> before) {
        long commit = limits.commit().toNanos() / 1000;
        for (var reply :
                replies.getOrDefault(call.eventId() + " " + call.part(), List.<Reply>of())) {
            boolean good =
                    reply.found().equals("OK")
                            || (reply.found().isEmpty()
                                    && before.stream().anyMatch(it -> brought(it, reply)));
            boolean there = reply.at() + commit < call.beganAt();
            if (good && there && !held(reply.at(), reply.at() + commit)) {
                return reply;
            }
        }
        return null;
    }

    private boolean disturbed(PaidCall call) {
        long end = call.endedAt() == 0 ? Long.MAX_VALUE : call.endedAt() + AFTER;
        return facts.faults().stream()
                .filter(fault -> fault.touches() == Injected.Touch.CALLS)
                .filter(fault -> fault.victim().isEmpty() || fault.victim().equals(call.worker()))
                .anyMatch(fault -> fault.overlaps(call.beganAt(), end));
    }

    /// Whether a row's commit may have come much later than the row: a kill ends a transaction, all
    /// other faults may hold it.
    private boolean held(long begin, long end) {
        return facts.faults().stream()
                .filter(fault -> fault.touches() == Injected.Touch.CALLS)
                .filter(fault -> fault.victim().isEmpty() || !fault.kind().startsWith("kill"))
                .anyMatch(fault -> fault.overlaps(begin, end));
    }
}
