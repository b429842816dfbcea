// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records the spans of an event's way: one trace for each event, from its producer's context to
/// its outcome.
///
/// Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` (or `…_TRACES_ENDPOINT`) is set: then a span is what it
/// was started under, nothing of OpenTelemetry is loaded, and a producer's context is still handed
/// on. Spans never carry what people said. Thread-safe.
public sealed interface Tracing extends AutoCloseable permits NoTracing, OtelTracing {

    /// A span's role, as OpenTelemetry has it.
    enum Kind {
        SERVER,
        CONSUMER,
        INTERNAL,
        CLIENT,
        PRODUCER
    }

    /// Something that takes time. For one thread at a time.
    interface Span {

        /// Its W3C context, for what happens because of it; without tracing that of its parent.
        @Nullable String traceparent();

        /// Adds an attribute: an id, a number, a name from a closed set.
        Span put(String name, String value);

        /// Adds a number.
        Span put(String name, long value);

        /// Marks it as failed.
        ///
        /// @param type `error.type`: one of a closed set
        Span failed(String type);

        /// Ends it; more than once does nothing.
        void end();
    }

    /// Whether spans are recorded.
    boolean on();

    /// Starts a span.
    ///
    /// @param parent W3C context; null or unreadable: a trace of its own
    Span start(String name, Kind kind, @Nullable String parent);

    /// Sends what is still to be sent, for a few seconds at most.
    @Override
    void close();

    /// Tracing as the environment asks for it.
    ///
    /// @param service name under which spans are sent, unless `OTEL_SERVICE_NAME` is set
    static Tracing of(String service, Map<String, String> environment) {
        boolean wanted =
                set(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
                        || set(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        boolean disabled = "true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"));
        return wanted && !disabled ? OtelTracing.open(service) : off();
    }

    /// No tracing.
    static Tracing off() {
        return new NoTracing();
    }

    private static boolean set(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}
