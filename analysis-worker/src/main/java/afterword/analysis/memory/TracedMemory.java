// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Reading;
import afterword.observability.EventScope;
import afterword.observability.Tracing;
import java.util.UUID;

/// A memory service whose calls are spans, by OpenTelemetry's conventions for generative AI, where
/// `search_memory` and `upsert_memory` are operations. Content and users are never in them; the
/// context goes no further than this process, since the service is a stranger.
final class TracedMemory implements MemoryStore {

    /// One of the two calls.
    private interface Operation {
        CallEnd call(MemoryRequest request) throws InterruptedException;
    }

    private final MemoryStore store;
    private final Tracing tracing;

    private TracedMemory(MemoryStore store, Tracing tracing) {
        this.store = store;
        this.tracing = tracing;
    }

    /// The store itself where nothing is traced.
    static MemoryStore of(MemoryStore store, Tracing tracing) {
        return tracing.on() ? new TracedMemory(store, tracing) : store;
    }

    @Override
    public int callsInFlight() {
        return store.callsInFlight();
    }

    @Override
    public CallEnd find(MemoryRequest request) throws InterruptedException {
        return traced("search_memory", request, store::find);
    }

    @Override
    public CallEnd add(MemoryRequest request) throws InterruptedException {
        return traced("upsert_memory", request, store::add);
    }

    private CallEnd traced(String name, MemoryRequest request, Operation operation)
            throws InterruptedException {
        var span = tracing.start(name, Tracing.Kind.CLIENT, EventScope.traceparent());
        span.put("gen_ai.operation.name", name);
        span.put("gen_ai.provider.name", PROVIDER);
        try {
            var end = operation.call(request);
            switch (end) {
                case CallEnd.Broken broken -> span.failed(broken.why().label());
                case CallEnd.Replied replied -> {
                    if (read(request.eventId(), replied.body())
                            instanceof Reading.Unusable unusable) {
                        span.failed(unusable.why().label());
                    }
                }
            }
            return end;
        } catch (InterruptedException e) {
            span.failed(CallClass.CANCELLED.label());
            throw e;
        } finally {
            span.end();
        }
    }

    @Override
    public Reading read(UUID eventId, byte[] body) {
        return store.read(eventId, body);
    }
}
