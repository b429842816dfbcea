// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/// A server that speaks to each connection exactly as a test says, bytes and silences.
public final class RawServer implements AutoCloseable {

    private static final Pattern LENGTH =
            Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    /// One connection, after its request has been read.
    @FunctionalInterface
    public interface Script {

        void play(Wire wire) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    public RawServer(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/x");
    }

    /// Counts down when a peer has closed a connection that a script was holding by [Wire#hold].
    public CountDownLatch hungUp() {
        return hungUp;
    }

    private void serve() {
        try {
            while (true) {
                var socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var wire = new Wire(socket);
            wire.readRequest();
            script.play(wire);
        } catch (IOException _) {
            // the peer hung up, which tests look at from the other side
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public final class Wire {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private byte[] request = {};

        Wire(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /// Head and body: whoever closes with unread bytes resets the connection.
        private void readRequest() throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("no request");
                }
                head.append((char) c);
            }
            var length = LENGTH.matcher(head);
            var body =
                    length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
            var closing = head.toString().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            var whole = new ByteArrayOutputStream();
            whole.writeBytes(closing.getBytes(StandardCharsets.ISO_8859_1));
            whole.writeBytes(body);
            request = whole.toByteArray();
        }

        /// Method, target and version of the request.
        public String requestLine() {
            return new String(request, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        }

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        public void reply(String status, String headers, String body) throws IOException {
            send(
                    "HTTP/1.1 "
                            + status
                            + "\r\n"
                            + headers
                            + "Content-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        }

        /// Hands the request on to a port of this machine, and its reply back.
        public void relay(int port) throws IOException {
            try (var other = new Socket(InetAddress.getLoopbackAddress(), port)) {
                other.getOutputStream().write(request);
                other.getOutputStream().flush();
                other.getInputStream().transferTo(out);
            }
        }

        /// Says nothing more until the peer hangs up.
        public void hold() throws IOException {
            try {
                while (in.read() >= 0) {
                    // the request's body
                }
            } finally {
                hungUp.countDown();
            }
        }

        /// Breaks the connection by RST.
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
