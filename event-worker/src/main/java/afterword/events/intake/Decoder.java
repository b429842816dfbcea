// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.Headers;
import afterword.contract.InputProblem;
import afterword.contract.Reason;
import afterword.contract.Tenant;
import afterword.events.deadletter.Burial;
import afterword.events.deadletter.Stage;
import afterword.events.ledger.Arrival;
import afterword.events.ledger.EventRef;
import afterword.events.ledger.NewEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads submissions. Whatever the bytes are, each gets an answer of its own. Thread-safe.
final class Decoder implements Reading.Decoding {

    private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

    static final Stage STAGE = Stage.INTAKE;
    private static final String REST = "rest";
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Canonicaliser canonicaliser;

    Decoder(Canonicaliser canonicaliser) {
        this.canonicaliser = canonicaliser;
    }

    @Override
    public Decoded decode(Submission submission) {
        var tenant = tenant(submission.headers().get(Headers.TENANT));
        if (tenant == null) {
            return dead(submission, null, Reason.INVALID, "header " + Headers.TENANT);
        }
        try {
            return decode(submission, tenant);
        } catch (RuntimeException e) {
            // outermost frame of a message: a bug that one body finds must not stop the others
            LOG.error("bug while reading a message: origin={}", submission.origin(), e);
            return dead(submission, tenant, Reason.INTERNAL, e.getClass().getName());
        }
    }

    private Decoded decode(Submission submission, Tenant tenant) {
        var acceptedAt = time(submission.headers().get(Headers.ACCEPTED_AT));
        var canonical =
                canonicaliser.canonicalise(
                        submission.body(), submission.headers(), acceptedAt == null);
        var arrival =
                new Arrival(
                        channel(submission),
                        acceptedAt,
                        traceparent(submission.headers().get(Headers.TRACEPARENT)));
        return switch (canonical) {
            case Canonical.Accepted it -> accepted(submission, tenant, arrival, it);
            case Canonical.Invalid it -> invalid(submission, tenant, arrival, it);
            case Canonical.Malformed(var problem) ->
                    dead(submission, tenant, Reason.MALFORMED, problem.detail());
            case Canonical.Oversize(var limit) ->
                    dead(submission, tenant, Reason.OVERSIZE, "larger than " + limit + " bytes");
        };
    }

    private static Decoded accepted(
            Submission submission, Tenant tenant, Arrival arrival, Canonical.Accepted it) {
        var ref = new EventRef(tenant.name(), it.idFor(tenant).value());
        return new Decoded.Event(
                new NewEvent.Accepted(ref, arrival, it.key(), it.conversation(), it.bodyHash()),
                submission);
    }

    private static Decoded invalid(
            Submission submission, Tenant tenant, Arrival arrival, Canonical.Invalid it) {
        var identified = it.identified();
        if (identified == null) {
            return dead(submission, tenant, Reason.INVALID, brief(it.problems()));
        }
        var ref = new EventRef(tenant.name(), identified.key().idFor(tenant).value());
        LOG.warn("event refused: {}, {}", ref, brief(it.problems()));
        return new Decoded.Event(
                new NewEvent.Refused(ref, arrival, identified, it.problems()), submission);
    }

    /// Where and what, such as `#/user_id required`.
    private static String brief(List<InputProblem> problems) {
        return problems.stream()
                .map(problem -> problem.pointer() + " " + problem.code())
                .collect(Collectors.joining(", "));
    }

    private static Decoded dead(
            Submission from, @Nullable Tenant tenant, Reason reason, String detail) {
        return new Decoded.Dead(burial(from, tenant, null, reason, detail));
    }

    /// The burial of an event that the store refuses.
    static Burial unstorable(Decoded.Event event, String state) {
        var ref = event.event().ref();
        return burial(
                event.submission(),
                new Tenant(ref.tenant()),
                ref,
                Reason.UNSTORABLE,
                "SQLSTATE " + state);
    }

    private static Burial burial(
            Submission from,
            @Nullable Tenant tenant,
            @Nullable EventRef ref,
            Reason reason,
            String detail) {
        return new Burial(
                tenant == null ? null : tenant.name(),
                ref == null ? null : ref.eventId(),
                from.origin(),
                from.channel(),
                STAGE,
                reason,
                detail,
                from.body(),
                from.headers());
    }

    private static @Nullable Tenant tenant(@Nullable String header) {
        try {
            return header == null ? Tenant.DEFAULT : new Tenant(header);
        } catch (IllegalArgumentException _) {
            return null; // not a tenant's name; the caller buries the message
        }
    }

    /// @return null also where the header is not a time: the message then counts as new here
    private static @Nullable Instant time(@Nullable String header) {
        try {
            return header == null ? null : Instant.parse(header);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static String channel(Submission submission) {
        return REST.equals(submission.headers().get(Headers.CHANNEL)) ? REST : submission.channel();
    }

    private static @Nullable String traceparent(@Nullable String header) {
        return header != null && TRACEPARENT.matcher(header).matches() ? header : null;
    }
}
