// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Which event a thread works on, for its log lines (`event.id`, `trace.id`) and for the spans of
/// what it calls. Closed by the thread that opened it.
///
/// Threads that are started within it inherit the trace; log lines of theirs carry the ids where
/// their task was [#carried].
public final class EventScope implements AutoCloseable {

    private static final String EVENT = "event.id";
    private static final String TRACE = "trace.id";
    private static final int TRACE_ID = 3; // where it begins in a traceparent; it has 32 digits

    /// Inherited, since what asks for an analysis may start threads of its own for its calls.
    private static final InheritableThreadLocal<@Nullable String> TRACEPARENT =
            new InheritableThreadLocal<>();

    private EventScope() {}

    /// Opens a scope on this thread.
    ///
    /// @param traceparent of the span that the work is; null where nobody traces
    public static EventScope open(String eventId, @Nullable String traceparent) {
        MDC.put(EVENT, eventId);
        if (traceparent != null && traceparent.length() > TRACE_ID + 32) {
            MDC.put(TRACE, traceparent.substring(TRACE_ID, TRACE_ID + 32));
        }
        TRACEPARENT.set(traceparent);
        return new EventScope();
    }

    /// The context of what this thread works on.
    public static @Nullable String traceparent() {
        return TRACEPARENT.get();
    }

    /// The same task with this thread's ids in its log lines, on whatever thread it runs.
    public static <T extends @Nullable Object> Callable<T> carried(Callable<T> task) {
        Map<String, String> ids = MDC.getCopyOfContextMap();
        return () -> {
            if (ids != null) {
                MDC.setContextMap(ids);
            }
            try {
                return task.call();
            } finally {
                MDC.clear();
            }
        };
    }

    @Override
    public void close() {
        MDC.remove(EVENT);
        MDC.remove(TRACE);
        TRACEPARENT.remove();
    }
}
