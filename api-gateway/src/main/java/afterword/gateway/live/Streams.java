// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.live;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The open streams of one kind, bounded in number.
///
/// Each is written by its own request's virtual thread, so that a slow one keeps nobody waiting. No
/// database connection is held. Stopping ends all, before the server stops. Thread-safe.
public final class Streams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int RETRY_MS = 2_000;

    /// What a stream does besides writing.
    @FunctionalInterface
    public interface Source {

        /// Begins to give news to the reader.
        ///
        /// @return ends it; called exactly once
        Runnable join(Reader reader);
    }

    private final String kind;
    private final StreamSettings settings;
    private final Semaphore places;
    private final Set<Reader> open = ConcurrentHashMap.newKeySet();
    private final Map<StreamEnd, Counter> ends = new EnumMap<>(StreamEnd.class);
    private volatile boolean running; // written by start and stop

    /// @param kind a word from a closed set, as metric label
    public Streams(String kind, StreamSettings settings, MeterRegistry meters) {
        this.kind = kind;
        this.settings = settings;
        this.places = new Semaphore(settings.most());
        Gauge.builder("afterword.gateway.streams", open, Set::size)
                .description("Open streams of server-sent events")
                .tag("kind", kind)
                .register(meters);
        for (var end : StreamEnd.values()) {
            ends.put(
                    end,
                    Counter.builder("afterword.gateway.streams.ended")
                            .description("Streams of server-sent events that are over")
                            .tag("kind", kind)
                            .tag("end", end.label())
                            .register(meters));
        }
    }

    /// Sends a stream; returns when it is over.
    ///
    /// @throws IOException when the client is gone before the first byte
    public void send(HttpServletResponse response, Source source) throws IOException {
        if (!places.tryAcquire()) {
            throw Refusal.of(
                            ProblemKind.BUSY,
                            "At most " + settings.most() + " streams are open at once.")
                    .retryAfter(5);
        }
        var reader = new Reader(settings);
        open.add(reader);
        try {
            if (!running) {
                reader.end(StreamEnd.STOPPING);
            }
            write(response, reader, source);
        } finally {
            open.remove(reader);
            places.release();
        }
    }

    private void write(HttpServletResponse response, Reader reader, Source source)
            throws IOException {
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("X-Accel-Buffering", "no"); // nginx would hold the messages back
        var out = response.getOutputStream();
        out.write(Note.retryAfterMillis(RETRY_MS).bytes());
        out.flush();
        var leave = source.join(reader);
        try {
            tell(reader.pump(out));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            tell(StreamEnd.STOPPING);
        } finally {
            leave.run();
        }
    }

    private void tell(StreamEnd end) {
        var counter = ends.get(end);
        if (counter != null) {
            counter.increment();
        }
        if (end == StreamEnd.SLOW) {
            LOG.info("stream dropped, its reader is slow: kind={}, open={}", kind, open.size());
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(reader -> reader.end(StreamEnd.STOPPING));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
