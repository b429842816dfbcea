// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sends spans by OTLP, as the variables `OTEL_…` say. Batched in the background; a collector that
/// is away costs dropped spans and nothing else.
final class OtelTracing implements Tracing {

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    private OtelTracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("afterword");
    }

    /// Metrics are Prometheus's and logs the standard output's: only traces are sent.
    static OtelTracing open(String service) {
        var sdk =
                AutoConfiguredOpenTelemetrySdk.builder()
                        .disableShutdownHook()
                        .addPropertiesSupplier(() ->
                                Map.of(
                                        "otel.service.name",
                                        service,
                                        "otel.exporter.otlp.protocol",
                                        "http/protobuf"))
                        .addPropertiesCustomizer(_ ->
                                Map.of(
                                        "otel.metrics.exporter",
                                        "none",
                                        "otel.logs.exporter",
                                        "none"))
                        .build();
        return new OtelTracing(sdk.getOpenTelemetrySdk());
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Tracing.Span start(String name, Kind kind, @Nullable String parent) {
        var builder = tracer.spanBuilder(name).setSpanKind(SpanKind.valueOf(kind.name()));
        var context = parent == null ? null : read(parent);
        if (context == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(context)));
        }
        return new Recorded(builder.startSpan());
    }

    private static @Nullable SpanContext read(String traceparent) {
        var match = TRACEPARENT.matcher(traceparent);
        if (!match.matches()) {
            return null;
        }
        var context =
                SpanContext.createFromRemoteParent(
                        match.group(1),
                        match.group(2),
                        TraceFlags.fromHex(match.group(3), 0),
                        TraceState.getDefault());
        return context.isValid() ? context : null;
    }

    @Override
    public void close() {
        sdk.close();
    }

    private record Recorded(io.opentelemetry.api.trace.Span span) implements Tracing.Span {

        @Override
        public String traceparent() {
            var context = span.getSpanContext();
            return "00-%s-%s-%s"
                    .formatted(
                            context.getTraceId(),
                            context.getSpanId(),
                            context.getTraceFlags().asHex());
        }

        @Override
        public Tracing.Span put(String name, String value) {
            span.setAttribute(name, value);
            return this;
        }

        @Override
        public Tracing.Span put(String name, long value) {
            span.setAttribute(name, value);
            return this;
        }

        @Override
        public Tracing.Span failed(String type) {
            span.setAttribute("error.type", type);
            span.setStatus(StatusCode.ERROR);
            return this;
        }

        @Override
        public void end() {
            span.end();
        }
    }
}
