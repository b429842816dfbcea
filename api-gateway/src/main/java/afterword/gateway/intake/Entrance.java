// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.gateway.access.Caller;
import afterword.gateway.access.Receipts;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;

/// Takes one event from a request: read, judge, make safe, answer.
final class Entrance {

    private final BodyReader bodies;
    private final Judge judge;
    private final Promises promises;
    private final Receipts receipts;
    private final IntakeMeters meters;
    private final Duration retryAfter;

    Entrance(
            BodyReader bodies,
            Judge judge,
            Promises promises,
            Receipts receipts,
            IntakeMeters meters,
            IntakeSettings settings) {
        this.bodies = bodies;
        this.judge = judge;
        this.promises = promises;
        this.receipts = receipts;
        this.meters = meters;
        this.retryAfter = settings.retryAfter();
    }

    /// @param attributes CloudEvents attributes that came as headers, under `ce:`
    Answer take(Caller caller, HttpServletRequest request, Map<String, String> attributes) {
        long start = System.nanoTime();
        var event = judged(caller, request, attributes, start);
        if (caller.rehearses()) {
            return accepted(event);
        }
        var promise = promises.make(event);
        meters.promised(promise, System.nanoTime() - start);
        return switch (promise) {
            case CONFIRMED, SPILLED -> accepted(event);
            case NOT_PROMISED -> throw notPromised(retryAfter);
        };
    }

    private Intake judged(
            Caller caller, HttpServletRequest request, Map<String, String> attributes, long start) {
        try {
            var circumstances = Judge.Circumstances.of(request);
            try (var body = bodies.read(request)) {
                if (!caller.rehearses()) {
                    meters.body(body.bytes().length);
                }
                return judge.judge(caller.tenant(), body.bytes(), circumstances, attributes);
            }
        } catch (Refusal refusal) {
            meters.refused(System.nanoTime() - start);
            throw refusal;
        }
    }

    private Answer accepted(Intake event) {
        var receipt = receipts.sign(event.tenant(), event.id(), event.accepted());
        return Accepted.answer(event.id(), event.conversationId(), receipt);
    }

    static Refusal notPromised(Duration retryAfter) {
        return Refusal.of(
                        ProblemKind.NOT_PROMISED,
                        "Not promised; it may still be processed. Repeat with the same key.")
                .retryAfter((int) Math.max(1, retryAfter.toSeconds()));
    }
}
