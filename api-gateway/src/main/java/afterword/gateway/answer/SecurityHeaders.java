// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Sets the headers that keep an API's answers out of caches, frames and scripts, on every answer.
///
/// Strict-Transport-Security belongs to whoever ends TLS (docs/security.md).
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class SecurityHeaders extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        set(response);
        chain.doFilter(request, response);
    }

    static void set(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
}
