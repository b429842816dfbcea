// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.ledger.NewEvent;
import afterword.events.ledger.Stored;
import afterword.observability.Tracing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The spans of one try at storing a batch: each event has its own, in its own trace. What follows
/// from an event follows from its span here.
final class StoreSpans {

    private final List<NewEvent> events;
    private final List<Tracing.Span> spans;

    private StoreSpans(List<NewEvent> events, List<Tracing.Span> spans) {
        this.events = events;
        this.spans = spans;
    }

    static StoreSpans open(Tracing tracing, List<NewEvent> batch) {
        if (!tracing.on()) {
            return new StoreSpans(batch, List.of());
        }
        var events = new ArrayList<NewEvent>(batch.size());
        var spans = new ArrayList<Tracing.Span>(batch.size());
        for (var event : batch) {
            var span = tracing.start("store", Tracing.Kind.CONSUMER, event.arrival().traceparent());
            span.put("afterword.event.id", event.ref().eventId().toString());
            span.put("afterword.channel", event.arrival().channel());
            span.put("messaging.batch.message_count", batch.size());
            spans.add(span);
            events.add(event.under(span.traceparent()));
        }
        return new StoreSpans(events, spans);
    }

    /// The events under their spans.
    List<NewEvent> events() {
        return events;
    }

    void end(Stored stored) {
        var fresh = new HashSet<>(stored.fresh());
        for (int i = 0; i < spans.size(); i++) {
            var end = fresh.contains(events.get(i)) ? "stored" : "known";
            spans.get(i).put("afterword.end", end).end();
        }
    }

    void fail() {
        spans.forEach(span -> span.failed("store").end());
    }
}
