// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import afterword.persistence.StoreError;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.HandlerMapping;

/// Turns every failure of a request into a problem: ours, Spring's own, and the unforeseen.
///
/// Messages of exceptions are never passed on and never logged, since they quote input.
@ControllerAdvice
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final List<String> KEPT_HEADERS = List.of("Allow", "Accept");
    private static final int FRAMES = 25;
    private static final long LINE_EVERY = TimeUnit.SECONDS.toNanos(10);

    /// Tables or views that are not there yet, or not readable yet: another service has still to
    /// migrate.
    private static final Set<String> NOT_YET = Set.of("42P01", "3F000", "42501");

    private final Refusals refusals;
    private final AtomicLong lineDue = new AtomicLong(System.nanoTime());

    ProblemAdvice(Refusals refusals) {
        this.refusals = refusals;
    }

    @ExceptionHandler
    Answer refused(Refusal refusal) {
        refusals.count(refusal.kind());
        return refusal.answer();
    }

    @ExceptionHandler
    Answer store(DataAccessException failure, HttpServletRequest request) {
        boolean away = StoreError.of(failure) != StoreError.PERMANENT || notYet(failure);
        if (!away) {
            return bug(failure, request);
        }
        tell(failure);
        return refused(storeUnavailable());
    }

    /// One line in ten seconds, however many ask.
    private void tell(DataAccessException failure) {
        long due = lineDue.get();
        long now = System.nanoTime();
        if (now - due >= 0 && lineDue.compareAndSet(due, now + LINE_EVERY)) {
            LOG.warn(
                    "store does not answer, reads get 503: {}",
                    failure.getMostSpecificCause().getClass().getName());
        }
    }

    /// A query string that cannot be decoded, or with too many parameters. Tomcat reads it when the
    /// first parameter is asked for, which is inside a controller.
    @ExceptionHandler
    Answer parameters(InvalidParameterException failure) {
        return refused(
                Refusal.of(
                        ProblemKind.REQUEST,
                        "Parameters are percent-encoded UTF-8, and at most 20."));
    }

    /// The client is gone, or its connection is broken: nobody is left to answer.
    @ExceptionHandler
    @Nullable Answer gone(IOException failure) {
        LOG.debug("client gone: {}", failure.getClass().getSimpleName());
        return null;
    }

    /// The outermost frame of a request: what comes here is Spring's refusal or a bug.
    @ExceptionHandler
    Answer other(Exception failure, HttpServletRequest request) {
        return failure instanceof ErrorResponse response ? spring(response) : bug(failure, request);
    }

    private Answer spring(ErrorResponse response) {
        var kind = ProblemKind.forStatus(response.getStatusCode().value());
        var refusal = Refusal.of(kind, detail(kind));
        for (var name : KEPT_HEADERS) {
            var values = response.getHeaders().get(name);
            if (values != null && !values.isEmpty()) {
                refusal = refusal.with(name, String.join(", ", values));
            }
        }
        return refused(refusal);
    }

    /// What to say for a refusal that was not ours; see `openapi.yaml` for what each route takes.
    static String detail(ProblemKind kind) {
        return switch (kind) {
            case NOT_FOUND -> "The routes are listed in /openapi.yaml.";
            case METHOD_NOT_ALLOWED -> "The header Allow lists the methods.";
            case NOT_ACCEPTABLE -> "Answers are application/json.";
            case MEDIA_TYPE -> "The header Accept, or /openapi.yaml, lists the content types.";
            default -> kind.title() + ".";
        };
    }

    private Answer bug(Exception failure, HttpServletRequest request) {
        var frames =
                Arrays.stream(failure.getStackTrace())
                        .limit(FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n\tat "));
        LOG.error(
                "answered 500: {} {}: {}\n\tat {}",
                request.getMethod(),
                request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                failure.getClass().getName(),
                frames);
        return refused(
                Refusal.of(
                        ProblemKind.INTERNAL,
                        "It is logged here; a repeat with the same key is safe."));
    }

    private static Refusal storeUnavailable() {
        return Refusal.of(
                        ProblemKind.STORE_UNAVAILABLE,
                        "What was accepted is safe; ask again in a moment.")
                .retryAfter(2);
    }

    private static boolean notYet(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState() != null && NOT_YET.contains(sql.getSQLState());
            }
        }
        return false;
    }
}
