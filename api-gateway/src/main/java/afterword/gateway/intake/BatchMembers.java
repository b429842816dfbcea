// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Cuts a CloudEvents batch into the bytes of its members, without judging them: each is
/// canonicalised by itself, so that a bad one costs its neighbours nothing.
final class BatchMembers {

    private static final int WITHIN_BODY = 1 << 20;

    /// Looser than the canonicaliser, which refuses each member by its own limits.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(1_000)
                                    .maxNameLength(WITHIN_BODY)
                                    .maxNumberLength(WITHIN_BODY)
                                    .maxStringLength(WITHIN_BODY)
                                    .build())
                    .build();

    private BatchMembers() {}

    /// The members in order, at most `most + 1` of them.
    ///
    /// @return empty when the bytes are no JSON array in UTF-8
    static Optional<List<byte[]>> split(byte[] body, int most) {
        try (var in = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (in.nextToken() != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            var members = new ArrayList<byte[]>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (members.size() > most) {
                    return Optional.of(members);
                }
                members.add(member(in, body));
            }
            return in.nextToken() == null ? Optional.of(members) : Optional.empty();
        } catch (JacksonException | IndexOutOfBoundsException | IllegalArgumentException _) {
            // not JSON, or in an encoding (UTF-16) in which the parser knows no byte offsets
            return Optional.empty();
        }
    }

    private static byte[] member(JsonParser in, byte[] body) {
        int from = (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        in.finishToken();
        int to = (int) in.currentLocation().getByteOffset();
        return Arrays.copyOfRange(body, from, to);
    }
}
