// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.ContractJson;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON of an order: small, strict, and without a field that we do not know, since an
/// order that is understood by half is a wrong order.
final class OrderBody {

    private static final int MOST_BYTES = 64 * 1024;

    private static final JsonMapper STRICT =
            ContractJson.configure(JsonMapper.builder())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private OrderBody() {}

    /// The order; `none` where there is no body at all.
    static <T> T read(HttpServletRequest request, Class<T> type, T none) {
        var bytes = bytes(request);
        if (bytes.length == 0) {
            return none;
        }
        try {
            var order = STRICT.readValue(bytes, type);
            if (order != null) {
                return order;
            }
        } catch (StreamReadException _) {
            throw refusal(ProblemKind.MALFORMED);
        } catch (JacksonException _) {
            // its message quotes the body; the answer says what is allowed instead
        }
        throw refusal(ProblemKind.ORDER);
    }

    private static Refusal refusal(ProblemKind kind) {
        return Refusal.of(kind, "Send one JSON object with the fields that /openapi.yaml lists.");
    }

    private static byte[] bytes(HttpServletRequest request) {
        if (request.getHeader("Content-Encoding") != null) {
            throw Refusal.of(
                    ProblemKind.CONTENT_ENCODING, "Send the body as it is, without encoding.");
        }
        try {
            var bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw Refusal.of(
                        ProblemKind.TOO_LARGE, "An order has at most " + MOST_BYTES + " bytes.");
            }
            return bytes;
        } catch (IOException _) {
            throw Refusal.of(ProblemKind.REQUEST, "The body ended before its announced length.");
        }
    }
}
