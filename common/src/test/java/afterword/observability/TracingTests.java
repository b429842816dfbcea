// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// What tracing does on its own; a whole trace is seen by `ScrapeIT`.
class TracingTests {

    private static final String PRODUCER =
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void isOffWithoutAnEndpoint() {
        assertThat(Tracing.of("test", Map.of()).on()).isFalse();
        assertThat(Tracing.of("test", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " ")).on()).isFalse();
        assertThat(
                        Tracing.of(
                                        "test",
                                        Map.of(
                                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                                "http://127.0.0.1:1",
                                                "OTEL_SDK_DISABLED",
                                                "true"))
                                .on())
                .isFalse();
    }

    @Test
    void handsAProducersContextOnWhenItIsOff() {
        var span = Tracing.off().start("accept", Tracing.Kind.SERVER, PRODUCER);
        assertThat(span.put("a", "b").failed("c").traceparent()).isEqualTo(PRODUCER);
        assertThat(Tracing.off().start("accept", Tracing.Kind.SERVER, null).traceparent()).isNull();
    }

    @Test
    void goesOnInTheProducersTraceWhenItIsOn() {
        try (var tracing = OtelTracing.open("test")) {
            var span = tracing.start("accept", Tracing.Kind.SERVER, PRODUCER);
            assertThat(span.traceparent())
                    .isNotEqualTo(PRODUCER)
                    .startsWith(PRODUCER.substring(0, 36))
                    .hasSameSizeAs(PRODUCER)
                    .endsWith("-01");
            for (var unreadable : List.of("x", PRODUCER.replace("4bf", "xyz"), "00-0-0-0")) {
                assertThat(tracing.start("accept", Tracing.Kind.SERVER, unreadable).traceparent())
                        .hasSameSizeAs(PRODUCER)
                        .doesNotContain(PRODUCER.substring(3, 35));
            }
        }
    }

    @Test
    void namesTheEventInLogsAndTheTraceInThreadsOfItsOwn() throws Exception {
        var inherited = new AtomicReference<@Nullable String>();
        var carried = new AtomicReference<@Nullable Map<String, String>>();
        try (var _ = EventScope.open("e-1", PRODUCER)) {
            assertThat(MDC.get("event.id")).isEqualTo("e-1");
            assertThat(MDC.get("trace.id")).isEqualTo(PRODUCER.substring(3, 35));
            var task =
                    EventScope.carried(() -> {
                        carried.set(MDC.getCopyOfContextMap());
                        return 1;
                    });
            var child =
                    Thread.ofVirtual()
                            .start(() -> {
                                inherited.set(EventScope.traceparent());
                                try {
                                    task.call();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            child.join();
        }
        assertThat(inherited.get()).isEqualTo(PRODUCER);
        assertThat(carried.get()).containsEntry("event.id", "e-1");
        assertThat(MDC.get("event.id")).isNull();
        assertThat(EventScope.traceparent()).isNull();
    }
}
