// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import afterword.gateway.answer.Refusals;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Finds out who asks, before anything else is looked at: a stranger learns neither which routes
/// there are nor which content types they take.
///
/// Only the API's description and the console's files pass without a key; whether a route is open
/// is decided once more by [ScopeCheck], on the route itself.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class AccessFilter extends HttpFilter {

    private static final long serialVersionUID = 1;
    private static final String CALLER = AccessFilter.class.getName() + ".caller";

    private final transient ApiKeys keys;
    private final transient Rehearsal rehearsal;
    private final transient Refusals refusals;

    AccessFilter(ApiKeys keys, Rehearsal rehearsal, Refusals refusals) {
        this.keys = keys;
        this.rehearsal = rehearsal;
        this.refusals = refusals;
    }

    /// Who asks; null where nobody was asked to say so.
    static @Nullable Caller caller(HttpServletRequest request) {
        return (Caller) request.getAttribute(CALLER);
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var caller = who(request);
        caller.ifPresent(it -> request.setAttribute(CALLER, it));
        if (caller.isPresent() || holdsNoData(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else {
            refusals.count(ProblemKind.UNAUTHENTICATED);
            unauthenticated().answer().writeTo(response);
        }
    }

    private Optional<Caller> who(HttpServletRequest request) {
        if (rehearsal.includes(request)) {
            return Optional.of(Caller.REHEARSAL);
        }
        return rehearsal.isLate(request)
                ? Optional.empty()
                : keys.caller(request.getHeader("X-API-Key"));
    }

    private static boolean holdsNoData(String path) {
        return path.equals("/docs")
                || path.startsWith("/docs/")
                || path.startsWith("/openapi.")
                || path.equals("/console")
                || path.startsWith("/console/");
    }

    /// The same for a missing, an unknown and a malformed key.
    static Refusal unauthenticated() {
        return Refusal.of(ProblemKind.UNAUTHENTICATED, "Send a valid key in the header X-API-Key.")
                .with("WWW-Authenticate", "ApiKey");
    }
}
