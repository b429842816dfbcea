// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// An HTTP request as it came over the wire.
///
/// @param path without query, percent-encoded as it came
/// @param query decoded; the last value of a name wins
/// @param headers names in lower case
/// @param keepAlive whether the peer wants to go on using the connection
record Request(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        boolean keepAlive) {

    /// Splits a request target into path and query.
    static Request of(
            String method,
            String target,
            Map<String, String> headers,
            byte[] body,
            boolean keepAlive) {
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        var query = mark < 0 ? "" : target.substring(mark + 1);
        return new Request(method, path, parse(query), headers, body, keepAlive);
    }

    private static Map<String, String> parse(String query) {
        var values = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a broken escape is taken as it stands
        }
    }
}
