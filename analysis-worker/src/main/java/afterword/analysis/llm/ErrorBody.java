// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sorts refusals by status and by the error's own code, since providers use statuses loosely.
///
/// Codes seen at OpenAI, Azure, Zhipu (1302, 1305: limits; 1113: no money), DeepSeek, vLLM and
/// gateways; an unknown code decides nothing. Pure.
final class ErrorBody {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Set<String> QUOTA =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "1113");
    private static final Set<String> LIMITED =
            Set.of("rate_limit_exceeded", "rate_limit_error", "too_many_requests", "1302", "1305");
    private static final Set<String> TOO_LONG =
            Set.of("context_length_exceeded", "string_above_max_length", "request_too_large");
    private static final Set<String> REFUSED =
            Set.of("content_filter", "content_policy_violation", "1301");

    private ErrorBody() {}

    /// The class of a reply that is not 2xx.
    static CallClass classOf(int status, byte[] body) {
        try {
            return classOf(status, JSON.readTree(body));
        } catch (JacksonException _) {
            return ofStatus(status);
        }
    }

    /// The class of an error; `status` 200 for one that hides in a 200.
    static CallClass classOf(int status, JsonNode body) {
        var error = body.path("error");
        var code = word(error.path("code"));
        var type = word(error.path("type"));
        if (QUOTA.contains(code) || QUOTA.contains(type)) {
            return CallClass.QUOTA;
        }
        if (LIMITED.contains(code) || LIMITED.contains(type)) {
            return CallClass.RATE_LIMITED;
        }
        if (TOO_LONG.contains(code) || saysTooLong(status, error)) {
            return CallClass.TOO_LONG;
        }
        if (REFUSED.contains(code)) {
            return CallClass.REFUSED;
        }
        return ofStatus(status == 200 ? innerStatus(code) : status);
    }

    /// Gateways put the status that they got into `code`.
    private static int innerStatus(String code) {
        return code.matches("[45]\\d\\d") ? Integer.parseInt(code) : 500;
    }

    private static boolean saysTooLong(int status, JsonNode error) {
        return status == 400 && word(error.path("message")).contains("maximum context length");
    }

    private static String word(JsonNode node) {
        return node.isNumber() || node.isString() ? node.asString("").toLowerCase(Locale.ROOT) : "";
    }

    private static CallClass ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> CallClass.AUTH;
            case 402 -> CallClass.QUOTA;
            case 404, 405 -> CallClass.WRONG_ADDRESS;
            case 408, 409, 425 -> CallClass.SERVER_ERROR;
            case 413 -> CallClass.TOO_LONG;
            case 429 -> CallClass.RATE_LIMITED;
            default -> ofRange(status);
        };
    }

    private static CallClass ofRange(int status) {
        if (status >= 500 || status < 300) {
            return CallClass.SERVER_ERROR;
        }
        return status < 400 ? CallClass.WRONG_ADDRESS : CallClass.REJECTED;
    }
}
