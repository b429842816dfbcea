// SPDX-License-Identifier: Apache-2.0
package afterword.servers.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A TCP proxy on the loopback interface whose faults are switched while it runs.
///
/// At most 1,000 connections at once, two virtual threads and 16 kB for each direction of each; one
/// more is refused. Thread-safe.
public final class TcpProxy implements AutoCloseable {

    private static final int CONNECTIONS = 1_000;
    private static final int PIECE = 16_384;
    private static final int CONNECT_MILLIS = 2_000;
    private static final Trouble NONE = new Trouble.None();
    private static final Duration DRIP_PAUSE = Duration.ofMillis(50);

    private final String name;
    private final InetSocketAddress target;
    private final int port;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong carried = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Trouble trouble = NONE; // written under lock
    private volatile @Nullable Trap trap; // written by whoever sets it, cleared when it snaps
    private volatile @Nullable ServerSocket listener; // written under lock
    private volatile boolean closed; // written under lock

    private TcpProxy(String name, int port, InetSocketAddress target) {
        this.name = name;
        this.target = target;
        var socket = listen(port);
        this.port = socket.getLocalPort();
        this.listener = socket;
        serve(socket);
    }

    /// Starts to listen.
    ///
    /// @param name for messages
    /// @param port 0 for a free one
    /// @param target port on 127.0.0.1 that need not answer yet
    /// @throws UncheckedIOException when the port is taken
    public static TcpProxy start(String name, int port, int target) {
        return new TcpProxy(
                name, port, new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    }

    /// Where it listens on 127.0.0.1.
    public int port() {
        return port;
    }

    /// Its name.
    public String name() {
        return name;
    }

    /// What it does now.
    public Trouble trouble() {
        return trouble;
    }

    /// Connections that are open.
    public int connections() {
        return open.size();
    }

    /// Bytes passed on so far, both ways.
    public long carried() {
        return carried.get();
    }

    /// Switches.
    public void trouble(Trouble next) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            trouble = next;
            open.forEach(Connection::startCounting);
            if (next instanceof Trouble.Refuse) {
                deafen();
            } else if (listener == null) {
                var socket = listen(port);
                listener = socket;
                serve(socket);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next instanceof Trouble.Refuse || next instanceof Trouble.Reset) {
            resetAll();
        }
    }

    /// Ends all trouble.
    public void heal() {
        trouble(NONE);
    }

    /// Breaks what is open now; new connections are good.
    public void resetAll() {
        open.forEach(Connection::reset);
    }

    /// Sets a trap in place of any before; null takes it away.
    public void trap(@Nullable Trap next) {
        trap = next;
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("proxy cannot listen on port " + port, e);
        }
    }

    private void deafen() {
        var socket = listener;
        listener = null;
        if (socket != null) {
            closeQuietly(socket);
        }
    }

    private void serve(ServerSocket socket) {
        Thread.ofVirtual().name("proxy-" + name).start(() -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().name("proxy-" + name + "-out").start(() -> connect(client));
            } catch (IOException _) {
                // closed, by us; or a peer that left before it was taken
            }
        }
    }

    private void connect(Socket client) {
        if (open.size() >= CONNECTIONS || !await(Trouble.BlackHole.class)) {
            reset(client);
            return;
        }
        var server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.connect(target, CONNECT_MILLIS);
            server.setTcpNoDelay(true);
        } catch (IOException _) {
            reset(client);
            closeQuietly(server);
            return;
        }
        var connection = new Connection(client, server);
        open.add(connection);
        if (closed || trouble instanceof Trouble.Refuse) {
            connection.reset();
            return;
        }
        Thread.ofVirtual()
                .name("proxy-" + name + "-back")
                .start(() -> connection.pump(server, client, Trap.Way.BACK));
        connection.pump(client, server, Trap.Way.OUT);
    }

    /// Waits while this kind of trouble lasts.
    ///
    /// @return false when the proxy was closed meanwhile
    private boolean await(Class<? extends Trouble> kind) {
        if (!kind.isInstance(trouble)) {
            return !closed;
        }
        lock.lock();
        try {
            while (kind.isInstance(trouble) && !closed) {
                changed.await();
            }
            return !closed;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Stops listening and resets what is open. May be called twice.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            deafen();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        resetAll();
    }

    @Override
    public String toString() {
        return name + " (127.0.0.1:" + port + " to " + target.getPort() + ")";
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException _) {
            // closed already
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) { // a socket that cannot be closed is as good as closed
            // nothing is left to be done
        }
    }

    /// Two sockets and the bytes between them.
    private final class Connection {

        private final Socket client;
        private final Socket server;
        private final AtomicLong count = new AtomicLong();
        private volatile @Nullable Trap sprung; // set by the way out, honoured by the way back

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void startCounting() {
            count.set(0);
        }

        void pump(Socket from, Socket to, Trap.Way way) {
            var piece = new byte[PIECE];
            var watch = new Trap.Watch(way);
            try {
                while (true) {
                    int length = from.getInputStream().read(piece);
                    if (length < 0) {
                        to.shutdownOutput();
                        break;
                    }
                    if (!passes(watch, piece, length, way)) {
                        reset();
                        return;
                    }
                    send(to, piece, length, way);
                }
            } catch (IOException _) {
                reset(); // one end has gone: the other learns it
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                reset();
            }
            if (client.isOutputShutdown() && server.isOutputShutdown()) {
                end();
            }
        }

        /// Springs the trap if this piece is what it waits for.
        private boolean passes(Trap.Watch watch, byte[] piece, int length, Trap.Way way) {
            if (way == Trap.Way.BACK) {
                var waiting = sprung;
                if (waiting != null) {
                    waiting.snap();
                    return false;
                }
            }
            var set = trap;
            if (set == null || !watch.sees(set, piece, length)) {
                return true;
            }
            trap = null;
            if (set.moment() == Trap.Moment.BEFORE_ANSWER && way == Trap.Way.OUT) {
                sprung = set;
                return true;
            }
            set.snap();
            return false;
        }

        private void send(Socket to, byte[] piece, int length, Trap.Way way)
                throws IOException, InterruptedException {
            int sent = 0;
            while (sent < length) {
                if (!hold(way)) {
                    throw new SocketException("closed");
                }
                int now = share(length - sent);
                to.getOutputStream().write(piece, sent, now);
                sent += now;
                carried.addAndGet(now);
                if (trouble instanceof Trouble.CutAfter(var most) && count.addAndGet(now) >= most) {
                    throw new SocketException("cut");
                }
            }
        }

        /// Waits as the trouble of this moment says.
        ///
        /// @return false when the connection is to end
        private boolean hold(Trap.Way way) throws InterruptedException {
            return switch (trouble) {
                case Trouble.None _, Trouble.CutAfter _ -> true;
                case Trouble.Latency(var delay, var jitter) -> {
                    TimeUnit.NANOSECONDS.sleep(delay.toNanos() + luck(jitter));
                    yield true;
                }
                case Trouble.Drip _ -> {
                    Thread.sleep(DRIP_PAUSE);
                    yield true;
                }
                case Trouble.Refuse _, Trouble.Reset _ -> false;
                case Trouble.BlackHole _ -> await(Trouble.BlackHole.class) && hold(way);
                case Trouble.HalfOpen _ ->
                        way == Trap.Way.OUT || (await(Trouble.HalfOpen.class) && hold(way));
            };
        }

        private static long luck(Duration most) {
            return most.isZero() ? 0 : ThreadLocalRandom.current().nextLong(most.toNanos());
        }

        private int share(int rest) {
            return trouble instanceof Trouble.Drip(var perSecond)
                    ? Math.min(rest, Math.max(1, perSecond / 20))
                    : rest;
        }

        void reset() {
            TcpProxy.reset(client);
            TcpProxy.reset(server);
            open.remove(this);
        }

        private void end() {
            closeQuietly(client);
            closeQuietly(server);
            open.remove(this);
        }
    }
}
