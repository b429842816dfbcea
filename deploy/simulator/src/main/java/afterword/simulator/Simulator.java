// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// A running simulator: an OpenAI-compatible provider on a port of this machine. Thread-safe.
public final class Simulator implements AutoCloseable {

    private static final String MODELS =
            """
            {"object":"list","data":[{"id":"simulator","object":"model","created":0,"owned_by":"afterword"}]}\
            """;

    private final SimulatorSettings settings;
    private final Counters counters = new Counters();
    private final Latencies latencies;
    private final ChatApi chat;
    private final ControlApi control;
    private final Listener listener;

    private Simulator(int port, SimulatorSettings settings) {
        this.settings = settings;
        latencies = new Latencies(settings.latency());
        chat = new ChatApi(latencies, counters, InstantSource.system(), settings.seed());
        control = new ControlApi(latencies, counters);
        listener = new Listener(settings.host(), port, this::route);
    }

    /// Starts to listen.
    ///
    /// @param port 0 for a free one
    /// @throws java.io.UncheckedIOException when the port is taken
    public static Simulator start(int port, SimulatorSettings settings) {
        return new Simulator(port, settings);
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
        return counters;
    }

    /// Sets the latency of one model, or of all others with `*`.
    public void latency(String model, Latency latency) {
        var all = new HashMap<>(latencies.all());
        all.put(model, latency);
        latencies.set(Map.copyOf(all));
    }

    private void route(Request request, Wire wire) throws IOException {
        var path = request.path();
        if (path.endsWith("/chat/completions") && request.method().equals("POST")) {
            chat.handle(request, wire);
        } else if (path.startsWith("/simulator/")) {
            wire.send(control.handle(request));
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
