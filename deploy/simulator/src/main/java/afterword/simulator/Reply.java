// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A whole HTTP reply.
///
/// @param headers in order, without `Content-Length`; a name may stand more than once
record Reply(int status, List<Header> headers, byte[] body) {

    Reply {
        headers = List.copyOf(headers);
    }

    /// A header line.
    record Header(String name, String value) {}

    /// A reply of JSON.
    static Reply json(int status, JsonNode body) {
        return new Reply(status, type("application/json"), Json.write(body));
    }

    /// A reply of plain or marked-up text.
    static Reply text(int status, String type, String body) {
        return new Reply(status, type(type), body.getBytes(StandardCharsets.UTF_8));
    }

    /// An error in the shape of the OpenAI API.
    static Reply error(int status, String type, String code, String message) {
        return json(status, problem(type, code, message));
    }

    /// The body of an error.
    static JsonNode problem(String type, String code, String message) {
        var body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
        return body;
    }

    /// The same reply with a further header.
    Reply with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(status, more, body);
    }

    /// As it goes over the wire, with its length.
    byte[] bytes() {
        return bytes(body.length);
    }

    /// As it goes over the wire, with a length that need not be true.
    byte[] bytes(int length) {
        var head = head(status, headers) + "Content-Length: " + length + "\r\n\r\n";
        return Bytes.join(head.getBytes(StandardCharsets.ISO_8859_1), body);
    }

    /// The head of a reply whose body follows in chunks.
    static byte[] chunkedHead(int status, List<Header> headers) {
        var head = head(status, headers) + "Transfer-Encoding: chunked\r\n\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// One chunk of a body.
    static byte[] chunk(byte[] bytes) {
        var size = Integer.toHexString(bytes.length) + "\r\n";
        return Bytes.join(
                size.getBytes(StandardCharsets.US_ASCII),
                bytes,
                "\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(int status, List<Header> headers) {
        var head = new StringBuilder(256).append("HTTP/1.1 ").append(status).append(" -\r\n");
        for (var header : headers) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return head.toString();
    }

    private static List<Header> type(String type) {
        return List.of(new Header("Content-Type", type));
    }
}
