// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/1.1, read and written by hand, so that a reply can also be cut, dripped
/// or reset. Used by one thread.
///
/// Holds 2 kB when idle: ten thousand connections are 20 MB.
final class Wire implements Closeable {

    /// Bytes of a request's head at most.
    static final int HEAD_LIMIT = 32 * 1024;

    /// Bytes of a request's body at most.
    static final int BODY_LIMIT = 8 * 1024 * 1024;

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int BUFFER = 2048;

    private final Socket socket;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private boolean broken;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
    }

    /// Reads the next request.
    ///
    /// @return null when the peer has closed between requests, or was idle for 5 min
    /// @throws Unreadable when it is no request that we could answer in the usual way
    @Nullable Request read() throws IOException {
        socket.setSoTimeout((int) IDLE.toMillis());
        String start;
        try {
            start = line(HEAD_LIMIT);
        } catch (EOFException | SocketTimeoutException _) {
            return null;
        }
        var parts = start.split(" ", 3);
        if (parts.length < 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new Unreadable(400);
        }
        var headers = headers(HEAD_LIMIT - start.length());
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        boolean keepAlive =
                parts[2].equals("HTTP/1.1")
                        && !"close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
        return Request.of(parts[0], parts[1], headers, body(headers), keepAlive);
    }

    private Map<String, String> headers(int limit) throws IOException {
        var headers = new HashMap<String, String>();
        int left = limit;
        for (var line = line(left); !line.isEmpty(); line = line(left)) {
            left -= line.length() + 2;
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        try {
            return bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        } catch (NumberFormatException _) {
            throw new Unreadable(400);
        }
    }

    private byte[] chunks() throws IOException {
        var whole = new byte[0];
        while (true) {
            int size;
            try {
                size = Integer.parseInt(line(1024).split(";", 2)[0].strip(), 16);
            } catch (NumberFormatException _) {
                throw new Unreadable(400);
            }
            if (size == 0) {
                headers(HEAD_LIMIT); // trailers end with the empty line
                return whole;
            }
            if (size > BODY_LIMIT - whole.length) {
                throw new Unreadable(413);
            }
            var chunk = bytes(size);
            int before = whole.length;
            whole = Arrays.copyOf(whole, before + size);
            System.arraycopy(chunk, 0, whole, before, size);
            line(2);
        }
    }

    private byte[] bytes(int size) throws IOException {
        if (size < 0 || size > BODY_LIMIT) {
            throw new Unreadable(size < 0 ? 400 : 413);
        }
        var bytes = new byte[size];
        int have = Math.min(size, end - next);
        System.arraycopy(buffer, next, bytes, 0, have);
        next += have;
        while (have < size) {
            int count = socket.getInputStream().read(bytes, have, size - have);
            if (count < 0) {
                throw new EOFException();
            }
            have += count;
        }
        return bytes;
    }

    private String line(int limit) throws IOException {
        var line = new StringBuilder(80);
        while (true) {
            if (next == end) {
                fill();
            }
            int letter = buffer[next++] & 0xff;
            if (letter == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r'
                        ? line.substring(0, length - 1)
                        : line.toString();
            }
            if (line.length() > limit) {
                throw new Unreadable(431);
            }
            line.append((char) letter);
        }
    }

    private void fill() throws IOException {
        int count = socket.getInputStream().read(buffer);
        if (count <= 0) {
            throw new EOFException();
        }
        next = 0;
        end = count;
    }

    /// Waits and listens: a peer that hangs up meanwhile is noticed at once.
    ///
    /// @return false when the peer has gone
    boolean stay(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        try {
            if (next < end) {
                // the peer has sent the next request already; it is there, we just wait
                Thread.sleep(wait);
                return true;
            }
            for (long left = millis(until); left > 0; left = millis(until)) {
                socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
                fill();
                Thread.sleep(Math.max(0, millis(until)));
            }
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException _) {
            broken = true;
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            broken = true;
            return false;
        }
        return true;
    }

    private static long millis(long until) {
        return (until - System.nanoTime() + 999_999) / 1_000_000;
    }

    /// Sends bytes as they are.
    void write(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /// Plays a script to its end.
    ///
    /// @return false when the peer hung up before
    boolean play(Script script) throws IOException {
        for (var step : script.steps()) {
            switch (step) {
                case Script.Step.Wait(var time) -> {
                    if (time.isPositive() && !stay(time)) {
                        return false;
                    }
                }
                case Script.Step.Send(var bytes) -> write(bytes);
                case Script.Step.Flood(var bytes, var times) -> flood(bytes, times);
                case Script.Step.Close() -> end();
                case Script.Step.Reset() -> reset();
            }
        }
        return true;
    }

    private void flood(byte[] bytes, int times) throws IOException {
        for (int done = 0; done < times; done++) {
            write(bytes);
        }
    }

    /// Sends a reply.
    void send(Reply reply) throws IOException {
        write(reply.bytes());
    }

    private void end() {
        broken = true;
        close();
    }

    /// Breaks the connection off: the peer sees a reset (RST) instead of an end.
    void reset() {
        broken = true;
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // already closed by the peer, which is as good
        }
        close();
    }

    /// Whether this connection has ended in the middle of something.
    boolean broken() {
        return broken;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing is left to be saved
        }
    }

    /// A request that cannot be read.
    static final class Unreadable extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        Unreadable(int status) {
            super("unreadable request: answered " + status);
            this.status = status;
        }

        /// What to answer before closing.
        int status() {
            return status;
        }
    }
}
