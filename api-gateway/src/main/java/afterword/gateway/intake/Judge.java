// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.Headers;
import afterword.contract.Tenant;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import afterword.observability.Tracing;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes an [Intake] of bytes and headers, or refuses with the places that are wrong.
final class Judge {

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Canonicaliser canonicaliser;
    private final InstantSource clock;
    private final Tracing tracing;

    Judge(Canonicaliser canonicaliser, InstantSource clock, Tracing tracing) {
        this.canonicaliser = canonicaliser;
        this.clock = clock;
        this.tracing = tracing;
    }

    /// What the headers of a request say about its event.
    ///
    /// @param key the producer's own key
    /// @param traceparent only where it has the form that W3C gives it
    record Circumstances(@Nullable String key, @Nullable String traceparent) {

        static Circumstances of(HttpServletRequest request) {
            var traceparent = request.getHeader(Headers.TRACEPARENT);
            boolean traced = traceparent != null && TRACEPARENT.matcher(traceparent).matches();
            return new Circumstances(key(request), traced ? traceparent : null);
        }

        private static @Nullable String key(HttpServletRequest request) {
            var keys = Collections.list(request.getHeaders(Headers.IDEMPOTENCY_KEY));
            if (keys.isEmpty()) {
                return null;
            }
            if (keys.size() > 1 || !Canonicaliser.isIdempotencyKey(keys.getFirst())) {
                throw Refusal.of(
                        ProblemKind.IDEMPOTENCY_KEY,
                        "Idempotency-Key is sent once, with 1 to 255 visible ASCII characters.");
            }
            return keys.getFirst();
        }
    }

    /// What is refused has no span: its answer tells all.
    private Tracing.Span span(Circumstances circumstances) {
        return tracing.start("accept", Tracing.Kind.SERVER, circumstances.traceparent());
    }

    /// Judges one event.
    ///
    /// @param attributes CloudEvents attributes that came as headers, under `ce:`
    Intake judge(
            Tenant tenant,
            byte[] body,
            Circumstances circumstances,
            Map<String, String> attributes) {
        var headers = new HashMap<>(attributes);
        if (circumstances.key() != null) {
            headers.put(Headers.IDEMPOTENCY_KEY, circumstances.key());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return switch (canonicaliser.canonicalise(body, headers, true)) {
            case Canonical.Accepted event -> Intake.of(tenant, event, now, span(circumstances));
            case Canonical.Malformed(var problem) ->
                    throw Refusal.of(
                            ProblemKind.MALFORMED,
                            "Send one JSON object in UTF-8, within the limits.",
                            List.of(problem));
            case Canonical.Invalid invalid ->
                    throw Refusal.of(
                            ProblemKind.INVALID,
                            "Each entry of errors says what is allowed in its place.",
                            invalid.problems());
            case Canonical.Oversize(var limit) ->
                    throw Refusal.of(
                            ProblemKind.TOO_LARGE, "A body has at most " + limit + " bytes.");
        };
    }
}
