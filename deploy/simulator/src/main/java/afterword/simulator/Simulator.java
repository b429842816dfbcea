// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A running simulator: an OpenAI-compatible provider on a port of this machine. Thread-safe.
public final class Simulator implements AutoCloseable {

    private static final String MODELS =
            """
            {"object":"list","data":[{"id":"simulator","object":"model","created":0,"owned_by":"afterword"}]}\
            """;

    private final SimulatorSettings settings;
    private final Parts parts;
    private final ChatApi chat;
    private final MemoryApi memory;
    private final ControlApi control;
    private final Listener listener;

    /// What can be set and read while it runs.
    record Parts(Latencies latencies, Faults faults, Counters counters, CallWatch watch) {}

    private Simulator(int port, SimulatorSettings settings, CallWatch watch) {
        this.settings = settings;
        parts = new Parts(new Latencies(settings.latency()), new Faults(), new Counters(), watch);
        var clock = InstantSource.system();
        var stage = new Stage(parts, clock, settings.seed());
        chat = new ChatApi(stage, clock);
        memory = new MemoryApi(stage, clock);
        control = new ControlApi(parts, this::refuse);
        listener = new Listener(settings.host(), port, this::route);
    }

    /// Starts to listen.
    ///
    /// @param port 0 for a free one
    /// @throws java.io.UncheckedIOException when the port is taken
    public static Simulator start(int port, SimulatorSettings settings) {
        return start(port, settings, CallWatch.none());
    }

    /// Starts to listen, with somebody who keeps a ledger of the calls.
    public static Simulator start(int port, SimulatorSettings settings, CallWatch watch) {
        return new Simulator(port, settings, watch);
    }

    /// Where callers find it, without a path: `http://127.0.0.1:8099`.
    public String baseUrl() {
        return "http://"
                + (settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host())
                + ":"
                + port();
    }

    /// The port it listens on.
    public int port() {
        return listener.port();
    }

    /// What was called so far.
    public Counters counters() {
        return parts.counters();
    }

    /// Sets the latency of one model, or of all others with `*`.
    public void latency(String model, Latency latency) {
        var all = new HashMap<>(parts.latencies().all());
        all.put(model, latency);
        parts.latencies().set(Map.copyOf(all));
    }

    /// Replaces all fault rules; without any, calls are answered well again.
    public void faults(FaultRule... rules) {
        parts.faults().set(List.of(rules));
    }

    /// Stops listening for a while and breaks what is open; returns at once.
    public void refuse(Duration time) {
        listener.refuse(time);
    }

    private void route(Request request, Wire wire) throws IOException {
        var path = request.path();
        if (path.endsWith("/chat/completions") && request.method().equals("POST")) {
            chat.handle(request, wire);
        } else if (path.startsWith("/simulator/")) {
            wire.send(control.handle(request));
        } else if (MemoryApi.owns(path)) {
            memory.handle(request, wire);
        } else if (path.endsWith("/models") && request.method().equals("GET")) {
            wire.send(Reply.json(200, Json.read(MODELS)));
        } else {
            wire.send(Reply.error(404, "invalid_request_error", "not_found", "unknown path"));
        }
    }

    /// Stops listening and breaks open connections. Idempotent.
    @Override
    public void close() {
        listener.close();
    }
}
