// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// Puts [ProblemValve] in the place of Tomcat's error pages: innermost, so that it reports first.
@Component
final class ErrorPages implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    private final Refusals refusals;

    ErrorPages(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve(refusals)));
    }
}
