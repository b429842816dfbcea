// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.ContractJson;
import afterword.contract.EventId;
import afterword.contract.EventKey;
import afterword.contract.Headers;
import afterword.contract.Tenant;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.observability.Tracing;
import java.time.Instant;
import java.util.HashMap;

/// An event on its way in: identified, canonical, not safe yet.
///
/// @param accepted when it came, at this gateway's clock
/// @param bodyHash SHA-256 of the message's body
/// @param message what the event-worker gets; it computes the same id from the same key
/// @param span of its acceptance, still open
record Intake(
        Tenant tenant,
        EventId id,
        String conversationId,
        Instant accepted,
        byte[] bodyHash,
        Message message,
        Tracing.Span span) {

    /// An event as it came through one of the gateway's doors.
    ///
    /// @param span of its acceptance, whose context travels with it
    static Intake of(Tenant tenant, Canonical.Accepted event, Instant accepted, Tracing.Span span) {
        var traceparent = span.traceparent();
        var conversationId = event.conversation().conversationId();
        var headers = new HashMap<String, String>();
        switch (event.key()) {
            case EventKey.Idempotency(var key) -> headers.put(Headers.IDEMPOTENCY_KEY, key);
            case EventKey.CloudEvent(var source, var id) -> {
                headers.put("ce:specversion", "1.0");
                headers.put("ce:type", Canonicaliser.EVENT_TYPE);
                headers.put("ce:source", source);
                headers.put("ce:id", id);
            }
            case EventKey.ConversationEnd _ -> {
                // the body says it
            }
        }
        headers.put(Headers.TENANT, tenant.name());
        headers.put(Headers.ACCEPTED_AT, ContractJson.time(accepted));
        headers.put(Headers.CHANNEL, "rest");
        if (traceparent != null) {
            headers.put(Headers.TRACEPARENT, traceparent);
        }
        var message = Message.of(Route.CONVERSATION_ENDED, conversationId, headers, event.body());
        return new Intake(
                tenant,
                event.idFor(tenant),
                conversationId,
                accepted,
                event.bodyHash(),
                message,
                span);
    }

    /// Ends the span of its acceptance.
    void end(Promise promise) {
        span.put("afterword.event.id", id.toString());
        if (promise == Promise.NOT_PROMISED) {
            span.failed("not_promised");
        } else {
            span.put("afterword.spilled", promise == Promise.SPILLED ? 1 : 0);
        }
        span.end();
    }
}
