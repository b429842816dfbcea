// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sorts refusals: by the error's own code, since providers use statuses loosely, then by words of
/// its message, then by status.
///
/// What a provider says comes from its profile; an unknown code decides nothing. Pure.
///
/// @param codes of `error.code` or `error.type` → class
/// @param words parts of a message in lower case → class, the first that fits
/// @param statuses whose class is not that of their range
public record ErrorTable(
        Map<String, CallClass> codes,
        Map<String, CallClass> words,
        Map<Integer, CallClass> statuses) {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Set<Integer> REQUEST_AT_FAULT = Set.of(200, 400, 413, 422);

    /// Nothing but statuses.
    public static final ErrorTable PLAIN = new ErrorTable(Map.of(), Map.of(), Map.of());

    public ErrorTable {
        codes = Map.copyOf(codes);
        words = new LinkedHashMap<>(words); // in the order of the file
        statuses = Map.copyOf(statuses);
    }

    /// This one's entries before another's.
    ErrorTable over(ErrorTable base) {
        var allCodes = new HashMap<>(base.codes);
        allCodes.putAll(codes);
        var allWords = new LinkedHashMap<>(words);
        base.words.forEach(allWords::putIfAbsent);
        var allStatuses = new HashMap<>(base.statuses);
        allStatuses.putAll(statuses);
        return new ErrorTable(allCodes, allWords, allStatuses);
    }

    /// The class of a reply that is not 2xx.
    CallClass classOf(int status, byte[] body) {
        try {
            return classOf(status, JSON.readTree(body));
        } catch (JacksonException _) {
            return ofStatus(status);
        }
    }

    /// The class of an error; `status` 200 for one that hides in a 200.
    CallClass classOf(int status, JsonNode body) {
        var error = body.path("error");
        var code = word(error.path("code"));
        for (var name : List.of(code, word(error.path("type")))) {
            var known = codes.get(name);
            if (known != null) {
                return known;
            }
        }
        var message = word(error.isString() ? error : error.path("message"));
        for (var entry : words.entrySet()) {
            if (message.contains(entry.getKey()) && mayMean(entry.getValue(), status)) {
                return entry.getValue();
            }
        }
        return ofStatus(status == 200 ? innerStatus(code) : status);
    }

    /// Words of a message must not turn an outage into a fault of the request.
    private static boolean mayMean(CallClass meant, int status) {
        boolean ofRequest =
                meant == CallClass.FORMAT_REFUSED || meant.cause() == CallClass.Cause.PART;
        return !ofRequest || REQUEST_AT_FAULT.contains(status);
    }

    /// Gateways put the status that they got into `code`.
    private static int innerStatus(String code) {
        return code.matches("[45]\\d\\d") ? Integer.parseInt(code) : 500;
    }

    private static String word(JsonNode node) {
        return node.isNumber() || node.isString() ? node.asString("").toLowerCase(Locale.ROOT) : "";
    }

    private CallClass ofStatus(int status) {
        var own = statuses.get(status);
        if (own != null) {
            return own;
        }
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

    /// Classes that a profile may name.
    static Set<CallClass> nameable() {
        var all = new HashSet<>(Set.of(CallClass.values()));
        all.removeAll(Set.of(CallClass.OK, CallClass.CANCELLED));
        return all;
    }
}
