// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// HTTP by hand, to see what a client library hides.
final class Raw {

    private Raw() {}

    static byte[] post(byte[] body) {
        var head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        return Bytes.join(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    static boolean connects(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /// What a call brings until the server ends the connection or is silent.
    ///
    /// @param end `end`, `reset`, or `silence`
    record Received(String text, String end) {}

    /// @param patience how long nothing may come before it counts as silence
    static Received call(int port, byte[] body, Duration patience) throws IOException {
        var text = new StringBuilder();
        var buffer = new byte[1 << 16];
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) patience.toMillis());
            socket.getOutputStream().write(post(body));
            while (text.length() < 2_000_000) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    return new Received(text.toString(), "end");
                }
                text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            return new Received(text.toString(), "huge");
        } catch (SocketTimeoutException _) {
            return new Received(text.toString(), "silence");
        } catch (SocketException _) {
            return new Received(text.toString(), "reset");
        }
    }
}
