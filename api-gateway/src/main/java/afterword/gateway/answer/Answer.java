// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import afterword.contract.ContractJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// A complete HTTP answer.
///
/// @param headers beside content type and length
/// @param body not copied; must not be changed afterwards
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {

    private static final String JSON = "application/json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    /// A contract record as JSON.
    public static Answer json(int status, Object value) {
        return json(status, ContractJson.write(value));
    }

    /// JSON that is written already.
    public static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, Map.of(), body);
    }

    /// The same with one more header.
    public Answer with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, body);
    }

    /// Sends it.
    ///
    /// @throws IOException when the client is gone
    public void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setContentType(contentType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
