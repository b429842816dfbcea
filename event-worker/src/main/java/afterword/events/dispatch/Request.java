// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.messaging.Message;
import afterword.messaging.Route;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request for the analysis of an event.
///
/// @param traceparent of the event, carried on
public record Request(AnalysisRequested body, @Nullable String traceparent) {

    Message message() {
        return Message.of(
                Route.ANALYSIS_REQUESTED,
                body.eventId().toString(),
                traceparent == null ? Map.of() : Map.of(Headers.TRACEPARENT, traceparent),
                ContractJson.write(body));
    }
}
