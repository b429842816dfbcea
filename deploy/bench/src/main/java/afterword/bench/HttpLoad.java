// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Posts conversations over a fixed number of connections, from one thread: a client library would
/// take more of the machine than what is measured. A request is a template whose id is overwritten.
///
/// Two manners. *Closed*: each connection sends its next request when it has its answer. *Open*:
/// requests are due at a fixed rate whatever the answers do, and each latency counts from the time
/// the request was due, so that a stall is paid for by everything that it delays ("coordinated
/// omission"). What one run had turned away is handed over first by the next, under the same id, as
/// a good producer does; the connection that carried it is opened anew. Not thread-safe.
final class HttpLoad implements AutoCloseable {

    private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final byte[] request;
    private final int idAt;
    private long number;
    private final ArrayDeque<Long> turnedAway = new ArrayDeque<>();
    private final ArrayDeque<Long> again = new ArrayDeque<>();

    // of the run that goes on
    private Histogram latencies = histogram();
    private long answered;
    private long refused;

    /// What a run gave.
    ///
    /// @param answered by 202
    /// @param refused by anything else
    /// @param latencies in microseconds
    /// @param driverCpuMillis of our own process
    record Result(
            long answered,
            long refused,
            double seconds,
            Histogram latencies,
            long driverCpuMillis) {

        double rate() {
            return answered / seconds;
        }

        /// A percentile in milliseconds.
        double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1e3;
        }
    }

    private static Histogram histogram() {
        return new Histogram(HIGHEST_MICROS, 3);
    }

    /// Connects.
    ///
    /// @param firstNumber of the first conversation; each run goes on counting
    HttpLoad(URI gateway, int connections, Conversations bodies, long firstNumber) {
        var body = bodies.bytes();
        var head =
                ("POST /v1/conversations/end HTTP/1.1\r\nHost: "
                                + gateway.getAuthority()
                                + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        this.request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        this.idAt = head.length + bodies.idAt();
        this.number = firstNumber;
        try {
            this.selector = Selector.open();
            var address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
            for (int i = 0; i < connections; i++) {
                this.connections.add(new Connection(address));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number that the next conversation gets.
    long next() {
        return number;
    }

    /// Closed loop for a time.
    Result closed(Duration time) {
        return closed(time, Long.MAX_VALUE);
    }

    /// Closed loop until so many were answered, bounded by a time.
    Result closed(Duration time, long requests) {
        return measured(() -> {
            long end = System.nanoTime() + time.toNanos();
            long sent = 0;
            for (var connection : connections) {
                if (sent < requests) {
                    connection.send(System.nanoTime());
                    sent++;
                }
            }
            while (inFlight() > 0) {
                selector.select(100);
                long now = System.nanoTime();
                for (var connection : ready()) {
                    if (connection.go() && now < end && sent < requests) {
                        connection.send(System.nanoTime());
                        sent++;
                    }
                }
                giveUpAfter(end);
            }
        });
    }

    /// Open loop: `rate` requests a second, evenly spaced.
    Result open(double rate, Duration time) {
        return measured(() -> {
            long start = System.nanoTime();
            double gap = 1e9 / rate;
            long wanted = (long) (time.toNanos() / gap);
            long sent = 0;
            var idle = new ArrayDeque<>(connections);
            while (sent < wanted || inFlight() > 0) {
                long due = start + (long) (sent * gap);
                while (sent < wanted && due <= System.nanoTime() && !idle.isEmpty()) {
                    idle.remove().send(due);
                    sent++;
                    due = start + (long) (sent * gap);
                }
                rest(sent < wanted ? due : Long.MAX_VALUE, idle.isEmpty());
                for (var connection : ready()) {
                    if (connection.go()) {
                        idle.add(connection);
                    }
                }
                giveUpAfter(start + time.toNanos());
            }
        });
    }

    /// Waits for answers, but not beyond the time when the next request is due. A selector waits in
    /// whole milliseconds; shorter waits are slept, and the answers of that time seen after it.
    private void rest(long due, boolean allBusy) throws IOException {
        long left = due - System.nanoTime();
        if (allBusy || left > TimeUnit.MILLISECONDS.toNanos(1)) {
            selector.select(1);
        } else {
            if (left > 0) {
                LockSupport.parkNanos(Math.min(left, TimeUnit.MICROSECONDS.toNanos(200)));
            }
            selector.selectNow();
        }
    }

    private interface Run {
        void run() throws IOException;
    }

    private Result measured(Run run) {
        latencies = histogram();
        answered = 0;
        refused = 0;
        again.addAll(turnedAway);
        turnedAway.clear();
        long cpu = Usage.mine().cpuMillis();
        long start = System.nanoTime();
        try {
            run.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway broke a connection", e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Result(answered, refused, seconds, latencies, Usage.mine().cpuMillis() - cpu);
    }

    private List<Connection> ready() {
        var ready = new ArrayList<Connection>();
        for (var key : selector.selectedKeys()) {
            ready.add((Connection) key.attachment());
        }
        selector.selectedKeys().clear();
        return ready;
    }

    private int inFlight() {
        int busy = 0;
        for (var connection : connections) {
            busy += connection.busy ? 1 : 0;
        }
        return busy;
    }

    private static void giveUpAfter(long end) throws IOException {
        if (System.nanoTime() > end && System.nanoTime() - end > PATIENCE.toNanos()) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s of the end");
        }
    }

    @Override
    public void close() {
        try {
            for (var connection : connections) {
                connection.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One connection with at most one request under way.
    private final class Connection {

        private final InetSocketAddress address;
        private SocketChannel channel;
        private SelectionKey key;
        private final ByteBuffer out = ByteBuffer.allocateDirect(request.length);
        private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024);
        private final byte[] head = new byte[16 * 1024];
        private long sent;
        private long since;
        private boolean busy;

        Connection(InetSocketAddress address) throws IOException {
            this.address = address;
            this.channel = SocketChannel.open(address);
            this.key = registered();
        }

        private SelectionKey registered() throws IOException {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            return channel.register(selector, SelectionKey.OP_READ, this);
        }

        /// The gateway may close a connection after an answer, never before one.
        private void reopen() throws IOException {
            if (busy) {
                throw new EOFException("closed by the gateway");
            }
            channel.close();
            channel = SocketChannel.open(address);
            key = registered();
        }

        /// Sends the next request.
        ///
        /// @param from when its latency begins
        void send(long from) throws IOException {
            sent = again.isEmpty() ? number++ : again.remove();
            Conversations.number(request, idAt, sent);
            out.clear().put(request).flip();
            in.clear();
            since = from;
            busy = true;
            write();
        }

        private void write() throws IOException {
            channel.write(out);
            key.interestOps(
                    out.hasRemaining()
                            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                            : SelectionKey.OP_READ);
        }

        /// Reads or writes on.
        ///
        /// @return whether an answer is complete
        boolean go() throws IOException {
            if (out.hasRemaining()) {
                write();
            }
            if (channel.read(in) < 0) {
                reopen();
                return false;
            }
            if (!busy || !complete()) {
                return false;
            }
            busy = false;
            latencies.recordValue(
                    Math.clamp((System.nanoTime() - since) / 1_000, 1, HIGHEST_MICROS));
            if (head[9] == '2' && head[10] == '0' && head[11] == '2') {
                answered++;
            } else {
                refused++;
                turnedAway.add(sent);
                reopen(); // the gateway closes it after most of its refusals
            }
            return true;
        }

        private boolean complete() {
            int length = in.position();
            in.get(0, head, 0, length);
            int end = endOfHead(length);
            return end > 0 && length >= end + contentLength(end);
        }

        private int endOfHead(int length) {
            for (int i = 3; i < length; i++) {
                if (head[i] == '\n' && head[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        /// Our own answers have a Content-Length, always.
        private int contentLength(int end) {
            var text = new String(head, 0, end, StandardCharsets.ISO_8859_1);
            int at = text.indexOf("ontent-Length:");
            if (at < 0) {
                return 0;
            }
            int from = at + "ontent-Length:".length();
            return Integer.parseInt(text.substring(from, text.indexOf('\r', from)).strip());
        }
    }
}
