// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of server-sent events, line by line over a plain socket; the chunks' lengths are no
/// lines of the format and fall out.
final class EventStream implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_MS = 15_000;

    private final Socket socket;
    private final BufferedReader in;
    private final String head;
    private String lastId = "";

    private EventStream(Socket socket, BufferedReader in, String head) {
        this.socket = socket;
        this.in = in;
        this.head = head;
    }

    static EventStream of(URI uri, String... headers) {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
            socket.setSoTimeout(PATIENCE_MS);
            var request = new StringBuilder("GET " + uri.getRawPath());
            if (uri.getRawQuery() != null) {
                request.append('?').append(uri.getRawQuery());
            }
            request.append(" HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            socket.getOutputStream()
                    .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            var in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return new EventStream(socket, in, head(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String head(BufferedReader in) throws IOException {
        var head = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /// Status line and headers of the answer.
    String head() {
        return head;
    }

    /// The data of the next message, which is of this kind.
    JsonNode next(String event) {
        var kind = line("event: ");
        var data = line("data: ");
        assertThat(kind).as("kind of the next message").isEqualTo(event);
        return JSON.readTree(data == null ? "{}" : data);
    }

    /// The id of the last message that had one.
    String lastId() {
        return lastId;
    }

    /// Whether the server ends it without another message.
    boolean over() {
        return line("event: ") == null;
    }

    private @Nullable String line(String start) {
        try {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith(start)) {
                    return line.substring(start.length());
                } else if (line.equals("0")) {
                    return null; // the last chunk
                }
            }
            return null;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
