// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.Headers;
import afterword.contract.InputProblem;
import afterword.gateway.access.Caller;
import afterword.gateway.access.Receipts;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import afterword.gateway.answer.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/// Takes a CloudEvents batch: each member stands for itself.
final class BatchEntrance {

    private final BodyReader bodies;
    private final Judge judge;
    private final Promises promises;
    private final Receipts receipts;
    private final Refusals refusals;
    private final IntakeSettings settings;

    BatchEntrance(
            BodyReader bodies,
            Judge judge,
            Promises promises,
            Receipts receipts,
            Refusals refusals,
            IntakeSettings settings) {
        this.bodies = bodies;
        this.judge = judge;
        this.promises = promises;
        this.receipts = receipts;
        this.refusals = refusals;
        this.settings = settings;
    }

    /// A member that was judged good, with its place.
    private record Member(int index, Intake event) {}

    Answer take(Caller caller, HttpServletRequest request) {
        if (request.getHeader(Headers.IDEMPOTENCY_KEY) != null) {
            throw Refusal.of(
                    ProblemKind.IDEMPOTENCY_KEY,
                    "A batch has no key; each member has its source and id.");
        }
        var items = new ArrayList<Accepted.Item>();
        var good = new ArrayList<Member>();
        try (var body = bodies.read(request)) {
            judge(caller, request, members(body.bytes()), good, items);
        }
        if (caller.rehearses()) {
            good.forEach(member -> items.add(accepted(member)));
        } else {
            promise(good, items);
        }
        items.sort((one, other) -> Integer.compare(one.index(), other.index()));
        return new Accepted.Batch(items).answer();
    }

    private List<byte[]> members(byte[] body) {
        var members =
                BatchMembers.split(body, settings.batchMembers())
                        .orElseThrow(() -> unreadable("a batch is a JSON array", "json"));
        if (members.size() > settings.batchMembers()) {
            throw unreadable("a batch has at most " + settings.batchMembers() + " members", "size");
        }
        return members;
    }

    private static Refusal unreadable(String detail, String code) {
        return Refusal.of(
                ProblemKind.MALFORMED,
                "Send one JSON array of CloudEvents in UTF-8, within the limits.",
                List.of(new InputProblem("#", detail, code)));
    }

    private void judge(
            Caller caller,
            HttpServletRequest request,
            List<byte[]> members,
            List<Member> good,
            List<Accepted.Item> items) {
        var circumstances = Judge.Circumstances.of(request);
        for (int i = 0; i < members.size(); i++) {
            try {
                var event =
                        judge.judge(
                                caller.tenant(),
                                members.get(i),
                                circumstances,
                                CloudEventHeaders.STRUCTURED);
                good.add(new Member(i, event));
            } catch (Refusal refusal) {
                items.add(refused(i, refusal));
            }
        }
    }

    private void promise(List<Member> good, List<Accepted.Item> items) {
        var kept = promises.make(good.stream().map(Member::event).toList());
        for (int i = 0; i < good.size(); i++) {
            var member = good.get(i);
            items.add(
                    switch (kept.get(i)) {
                        case CONFIRMED, SPILLED -> accepted(member);
                        case NOT_PROMISED ->
                                refused(
                                        member.index(),
                                        Entrance.notPromised(settings.retryAfter()));
                    });
        }
    }

    private Accepted.Item accepted(Member member) {
        var event = member.event();
        var receipt = receipts.sign(event.tenant(), event.id(), event.accepted());
        return Accepted.Item.accepted(member.index(), event.id(), receipt);
    }

    private Accepted.Item refused(int index, Refusal refusal) {
        refusals.count(refusal.kind());
        return Accepted.Item.refused(index, refusal.problem());
    }
}
