// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// HTTP as no client library would send it.
final class RawHttp {

    private static final int LIMIT_MS = 15_000;

    private RawHttp() {}

    /// Sends bytes and reads until the server closes the connection.
    static String exchange(int port, byte[]... parts) {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MS);
            socket.setTcpNoDelay(true);
            for (var part : parts) {
                write(socket, part);
            }
            var in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.write(next);
            }
        } catch (SocketException _) {
            // reset by the server after its answer
        } catch (IOException e) {
            throw new IllegalStateException("after " + answer.size() + " bytes", e);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void write(Socket socket, byte[] part) throws IOException {
        try {
            socket.getOutputStream().write(part);
        } catch (SocketException _) {
            // the server has answered and closed already; its answer is what counts
        }
    }

    /// The same for text, with `\n` sent as CRLF.
    static String exchange(int port, String text) {
        return exchange(port, text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }
}
