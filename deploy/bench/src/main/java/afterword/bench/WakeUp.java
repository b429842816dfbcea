// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// What this machine takes to wake somebody who sleeps: the round trip of one byte between two
/// threads over loopback, with nothing else to do in between.
///
/// Two wake-ups and four system calls. On an idle virtual machine each wake-up goes through the
/// host, which costs more than all the work that follows; a conversation on its way through an idle
/// line meets some forty of them.
final class WakeUp {

    private WakeUp() {}

    /// Median round trip.
    ///
    /// @param gap of idleness before each
    /// @return milliseconds
    static double roundTrip(Duration gap, int times) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var echo = Thread.ofPlatform().daemon().start(() -> echo(server));
            var taken = new Histogram(60_000_000, 3);
            try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                socket.setTcpNoDelay(true);
                for (int i = 0; i < times; i++) {
                    Pause.of(gap);
                    long start = System.nanoTime();
                    socket.getOutputStream().write(1);
                    if (socket.getInputStream().read() != 1) {
                        throw new IOException("no echo");
                    }
                    taken.recordValue((System.nanoTime() - start) / 1_000);
                }
            }
            echo.interrupt();
            return taken.getValueAtPercentile(50) / 1e3;
        }
    }

    private static void echo(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.setTcpNoDelay(true);
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                socket.getOutputStream().write(next);
            }
        } catch (IOException _) {
            // the other side has gone
        }
    }
}
