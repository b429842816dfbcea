// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets a request through to a route only with the route's scope, and hands the [Caller] to it.
public final class ScopeCheck implements HandlerInterceptor, HandlerMethodArgumentResolver {

    ScopeCheck() {}

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod route && !route.hasMethodAnnotation(Open.class)) {
            check(route.getMethodAnnotation(Needs.class), caller(request));
        }
        return true;
    }

    private static void check(@Nullable Needs needs, Caller caller) {
        if (needs == null || !caller.scopes().contains(needs.value())) {
            var scope = needs == null ? "none" : needs.value().name().toLowerCase(Locale.ROOT);
            throw Refusal.of(ProblemKind.FORBIDDEN, "This route needs the scope " + scope + ".");
        }
    }

    private static Caller caller(HttpServletRequest request) {
        var caller = AccessFilter.caller(request);
        if (caller == null) {
            throw AccessFilter.unauthenticated();
        }
        return caller;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Caller resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var http = request.getNativeRequest(HttpServletRequest.class);
        if (http == null) {
            throw new IllegalStateException("not an HTTP request");
        }
        return caller(http);
    }
}
