// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import afterword.gateway.access.ScopeCheck;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Puts our own links into Spring MVC's chain.
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

    private final ScopeCheck scopes;
    private final List<HandlerMethodReturnValueHandler> answers;

    WebConfiguration(ScopeCheck scopes, List<HandlerMethodReturnValueHandler> answers) {
        this.scopes = scopes;
        this.answers = List.copyOf(answers);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(scopes);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(scopes);
    }

    @Override
    public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
        handlers.addAll(answers);
    }
}
