// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers with a problem where Tomcat itself refuses (bad request line, forbidden path, header
/// limits) or an error never reached Spring: no HTML, no server name, no stack.
final class ProblemValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    private final Refusals refusals;

    ProblemValve(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var writable = new java.util.concurrent.atomic.AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (writable.get()) {
            write(response, ProblemKind.forStatus(status));
        }
    }

    private void write(Response response, ProblemKind kind) {
        refusals.count(kind);
        try {
            SecurityHeaders.set(response);
            Problem.of(kind, ProblemAdvice.detail(kind)).answer().writeTo(response);
            response.finishResponse();
        } catch (IOException _) {
            LOG.debug("client gone before its refusal: {}", kind.code());
        }
    }
}
