// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A whole HTTP reply.
///
/// @param headers without `Content-Length`
record Reply(int status, Map<String, String> headers, byte[] body) {

    /// A reply of JSON.
    static Reply json(int status, JsonNode body) {
        return new Reply(status, Map.of("Content-Type", "application/json"), Json.write(body));
    }

    /// A reply of plain or marked-up text.
    static Reply text(int status, String type, String body) {
        return new Reply(
                status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    /// An error in the shape of the OpenAI API.
    static Reply error(int status, String type, String code, String message) {
        var body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
        return json(status, body);
    }

    /// The same reply with a further header.
    Reply with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
