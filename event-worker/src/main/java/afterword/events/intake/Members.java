// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.EventGroup;
import afterword.contract.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// Splits a CloudEvents batch (a JSON array) into its members, each with the bytes it came in.
///
/// What is inside a member is the canonicaliser's business; here only the array must be readable.
/// What a gateway has grouped ([EventGroup]) comes out as the messages that it put in.
final class Members {

    private static final JsonFactory JSON = new JsonFactory();

    /// Headers of the carrier that hold for each member. Keys and CloudEvents attributes do not: a
    /// member has its own.
    private static final Set<String> CARRIED =
            Set.of(Headers.TENANT, Headers.ACCEPTED_AT, Headers.CHANNEL, Headers.TRACEPARENT);

    /// Extension attributes of a member that stand for headers.
    private static final Map<String, String> EXTENSIONS =
            Map.of(
                    "idempotencykey", Headers.IDEMPOTENCY_KEY,
                    "afterwordnumber", Headers.NUMBER,
                    "traceparent", Headers.TRACEPARENT);

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Members() {}

    /// Whether a body is an array. No single event is, so the content type need not be asked.
    static boolean isBatch(byte[] body) {
        int at = startsWithMark(body) ? BOM.length : 0;
        while (at < body.length && " \t\r\n".indexOf(body[at]) >= 0) {
            at++;
        }
        return at < body.length && body[at] == '[';
    }

    private static boolean startsWithMark(byte[] body) {
        return body.length >= BOM.length && Arrays.equals(BOM, 0, BOM.length, body, 0, BOM.length);
    }

    /// The members in order.
    ///
    /// @throws JacksonException when the array itself cannot be read, or is empty
    static List<Submission> split(Submission batch) {
        var carried = new HashMap<>(batch.headers());
        carried.keySet().retainAll(CARRIED);
        var members = new ArrayList<Submission>();
        try (var in = JSON.createParser(ObjectReadContext.empty(), batch.body())) {
            in.nextToken();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                var member = new Member(carried);
                int from = (int) in.currentTokenLocation().getByteOffset();
                member.skip(in);
                int to = (int) in.currentLocation().getByteOffset();
                members.add(
                        new Submission(
                                member.body(batch.body(), from, to),
                                Map.copyOf(member.headers),
                                batch.origin() + "#" + members.size(),
                                batch.channel()));
            }
            if (in.nextToken() != null) {
                throw new StreamReadException(in, "something follows the array");
            }
            if (members.isEmpty()) {
                throw new StreamReadException(in, "the array is empty");
            }
        }
        return members;
    }

    /// What is picked up on the way through one member.
    private static final class Member {

        private final Map<String, String> headers;
        private boolean grouped;
        private int dataFrom = -1;
        private int dataTo = -1;

        Member(Map<String, String> carried) {
            headers = new HashMap<>(carried);
        }

        /// The gateway's own grouping is taken off: what it wrapped is the message that would have
        /// come alone.
        byte[] body(byte[] batch, int from, int to) {
            return grouped && dataFrom >= 0
                    ? Arrays.copyOfRange(batch, dataFrom, dataTo)
                    : Arrays.copyOfRange(batch, from, to);
        }

        /// Goes to the end of a member.
        void skip(JsonParser in) {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                in.finishToken();
                return;
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                field(in, in.currentName());
            }
        }

        private void field(JsonParser in, String name) {
            in.nextToken();
            var header = EXTENSIONS.get(name);
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                if (header != null) {
                    headers.put(header, in.getString());
                } else if (name.equals(EventGroup.HEADERS)) {
                    headers.putAll(EventGroup.headers(in.getString()));
                    grouped = true;
                }
            }
            if (name.equals(EventGroup.DATA)) {
                dataFrom = (int) in.currentTokenLocation().getByteOffset();
            }
            in.skipChildren();
            if (name.equals(EventGroup.DATA)) {
                in.finishToken();
                dataTo = (int) in.currentLocation().getByteOffset();
            }
        }
    }
}
