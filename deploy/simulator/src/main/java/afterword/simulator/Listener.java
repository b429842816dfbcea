// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections and gives each a virtual thread of its own.
final class Listener implements Closeable {

    /// What becomes of a request.
    @FunctionalInterface
    interface Handler {

        /// Answers one request on its wire. When it returns and the wire is not broken, the
        /// connection serves the next one.
        void handle(Request request, Wire wire) throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    /// Connections that may wait to be accepted; a burst of ten thousand callers needs it (the
    /// kernel cuts it to `net.core.somaxconn`).
    private static final int BACKLOG = 8192;

    private final InetAddress host;
    private final int port;
    private final Handler handler;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    // written by close and by the accept thread, read by both
    private volatile ServerSocket server;
    private volatile boolean closed;
    // written by refuse, read by the accept thread
    private volatile Duration away = Duration.ZERO;

    Listener(String host, int port, Handler handler) {
        this.handler = handler;
        try {
            this.host = InetAddress.getByName(host);
            server = bound(this.host, port);
            this.port = server.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
        }
        Thread.ofPlatform().name("simulator-accept").daemon().start(this::run);
    }

    private static ServerSocket bound(InetAddress host, int port) throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(host, port), BACKLOG);
        return server;
    }

    int port() {
        return port;
    }

    /// Stops listening for a while and breaks what is open: callers are refused. Begins after 50
    /// ms, so that whoever asked over HTTP gets a reply.
    void refuse(Duration time) {
        away = time;
        threads.execute(() -> {
            try {
                Thread.sleep(50);
                closeSockets();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void run() {
        try {
            while (true) {
                accept();
                if (closed) {
                    return;
                }
                Thread.sleep(away);
                server = bound(host, port);
                if (closed) {
                    server.close();
                }
            }
        } catch (IOException e) {
            log.error("cannot listen again on port {}: {}", port, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (RejectedExecutionException _) {
                return; // closed between the two lines
            } catch (IOException e) {
                if (!server.isClosed()) {
                    log.warn("accept failed: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (var wire = new Wire(socket)) {
            while (!wire.broken()) {
                var request = next(wire);
                if (request == null) {
                    return;
                }
                handler.handle(request, wire);
                if (!request.keepAlive()) {
                    return;
                }
            }
        } catch (IOException e) {
            log.debug("connection lost: {}", e.toString());
        } catch (RuntimeException e) {
            // outermost frame of a connection's thread: a bug of ours must not pass unseen
            log.error("request failed", e);
        } finally {
            open.remove(socket);
        }
    }

    private static @Nullable Request next(Wire wire) throws IOException {
        try {
            return wire.read();
        } catch (Wire.Unreadable e) {
            var reply = Reply.error(e.status(), "invalid_request_error", "unreadable", "");
            wire.send(reply.with("Connection", "close"));
            return null;
        }
    }

    /// Stops listening and breaks what is open. Idempotent.
    @Override
    public void close() {
        closed = true;
        closeSockets();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("{} connections did not end within 5 s", open.size());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSockets() {
        try {
            server.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
