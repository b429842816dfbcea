// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Ports on the loopback interface.
public final class Ports {

    // Below the range from which systems take the ports of outgoing connections (32768 and up on
    // Linux, 49152 on macOS): a client that hammers a dead server could otherwise be given the
    // server's own port, and the server could not come back on it.
    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;
    private static final int TRIES = 200;
    private static final Duration CONNECT = Duration.ofMillis(250);

    private Ports() {}

    /// A port that nothing listens on at this moment, 20000 to 31999.
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new ServerException(
                "no free port found between " + FIRST + " and " + LAST + "; end something");
    }

    /// `wanted` if nothing listens on it, otherwise another.
    public static int freeOr(int wanted) {
        return isFree(wanted) ? wanted : free();
    }

    /// Whether a server could listen on it now, on the loopback interface and on all of them.
    public static boolean isFree(int port) {
        return binds(InetAddress.getLoopbackAddress(), port) && binds(null, port);
    }

    private static boolean binds(@Nullable InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Whether something accepts connections there.
    public static boolean answers(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
