// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.contract.ContractJson;
import afterword.contract.EventStatus;
import afterword.contract.EventView;
import afterword.contract.Headers;
import afterword.messaging.Message;
import afterword.messaging.Route;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An ended event as it is published.
///
/// @param revision which of its ends
record OutcomeRow(
        String tenant,
        int revision,
        Instant endedAt,
        @Nullable String traceparent,
        EventView view) {

    /// The CloudEvent in binary mode. Its id names the end, so that a receiver drops repeats.
    Message message() {
        var status = label(view.status());
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce:specversion", "1.0");
        headers.put("ce:id", view.eventId() + ":" + revision);
        headers.put("ce:type", "dev.afterword.conversation." + status + ".v1");
        headers.put("ce:source", "/afterword/" + tenant);
        headers.put("ce:time", ContractJson.time(endedAt));
        headers.put("ce:datacontenttype", "application/json");
        headers.put(Headers.TENANT, tenant);
        if (!view.conversationId().isEmpty()) {
            headers.put("ce:subject", view.conversationId());
        }
        if (traceparent != null) {
            headers.put(Headers.TRACEPARENT, traceparent);
        }
        return new Message(Route.OUTCOMES, key(), status, headers, ContractJson.write(view));
    }

    /// The same outcome, told under another span.
    OutcomeRow under(@Nullable String context) {
        return new OutcomeRow(tenant, revision, endedAt, context, view);
    }

    private String key() {
        return view.conversationId().isEmpty() ? view.eventId().toString() : view.conversationId();
    }

    private static String label(EventStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
