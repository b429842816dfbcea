// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.InputProblem;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// CloudEvents attributes as HTTP carries them in binary mode: `ce-` headers, percent-encoded
/// UTF-8.
///
/// Source: CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2.
final class CloudEventHeaders {

    private static final List<String> ATTRIBUTES = List.of("specversion", "id", "source", "type");

    /// Structured mode has its attributes in the body. This stands in for headers: a body that
    /// turns out to be no CloudEvent is then found wrong, not taken for a bare conversation.
    static final Map<String, String> STRUCTURED = Map.of("ce:type", "");

    private CloudEventHeaders() {}

    /// Attributes by their name under `ce:`; what is missing stands as empty text, so that it is
    /// found wrong and not overlooked.
    static Map<String, String> read(HttpServletRequest request) {
        var attributes = new HashMap<String, String>();
        var version = request.getHeader("ce-specversion");
        if (version != null && !version.equals("1.0")) {
            throw Refusal.of(
                    ProblemKind.INVALID,
                    "Each entry of errors says what is allowed in its place.",
                    List.of(new InputProblem("#/specversion", "ce-specversion is 1.0", "pattern")));
        }
        for (var name : ATTRIBUTES) {
            attributes.put("ce:" + name, decode(request.getHeader("ce-" + name)));
        }
        return attributes;
    }

    /// Decodes `%XX`; anything that is not such a sequence stays as it is.
    static String decode(@Nullable String value) {
        if (value == null) {
            return "";
        }
        if (value.indexOf('%') < 0) {
            return value;
        }
        var bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        int to = 0;
        for (int from = 0; from < bytes.length; from++) {
            int decoded = bytes[from] == '%' ? hex(bytes, from + 1) : -1;
            bytes[to++] = decoded < 0 ? bytes[from] : (byte) decoded;
            from += decoded < 0 ? 0 : 2;
        }
        return new String(bytes, 0, to, StandardCharsets.UTF_8);
    }

    private static int hex(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }
}
