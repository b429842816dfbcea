// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Several finished conversations as one message: a JSON array in the CloudEvents batch format.
///
/// What a message of its own would have had as headers (tenant, key, trace context, …) each member
/// carries in the extension attribute `afterwordheaders`: a string, as CloudEvents wants it, that
/// holds a JSON object of strings. With it the member's `data` stands for the message's body, and
/// neither `source` nor `id` for its key, so that it makes no difference whether an event travels
/// alone or in company.
///
/// Source: CloudEvents JSON format 1.0.2, section 4 (batch), and docs/protocol "Accept".
public final class EventGroup {

    /// The extension attribute that holds a member's headers.
    public static final String HEADERS = "afterwordheaders";

    /// The attribute that holds a member's body.
    public static final String DATA = "data";

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final byte[] HEAD =
            ascii(
                    "{\"specversion\":\"1.0\",\"type\":\""
                            + Canonicaliser.EVENT_TYPE
                            + "\",\"source\":");
    private static final byte[] ID = ascii(",\"id\":\"");
    private static final byte[] REST = ascii("\",\"" + HEADERS + "\":");
    private static final byte[] BODY = ascii(",\"" + DATA + "\":");

    /// What a member has besides its headers and its data.
    private static final int FRAME = HEAD.length + ID.length + REST.length + BODY.length + 64;

    private EventGroup() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// An event on its way.
    ///
    /// @param headers as the message would have had them alone
    /// @param data its body, one JSON value; not copied
    public record Member(Map<String, String> headers, byte[] data) {}

    /// Writes a group.
    ///
    /// @param source CloudEvents source of all members
    /// @param firstId of the first member; the others count on
    public static byte[] write(String source, long firstId, List<Member> members) {
        int size = members.stream().mapToInt(EventGroup::size).sum();
        var out = new ByteArrayOutputStream(size + source.length() * members.size());
        var quotedSource = ContractJson.write(source);
        for (int i = 0; i < members.size(); i++) {
            out.write(i == 0 ? '[' : ',');
            out.writeBytes(HEAD);
            out.writeBytes(quotedSource);
            out.writeBytes(ID);
            out.writeBytes(ascii(Long.toString(firstId + i)));
            out.writeBytes(REST);
            write(members.get(i), out);
        }
        out.write(']');
        return out.toByteArray();
    }

    private static int size(Member member) {
        int headers = 0;
        for (var header : member.headers().entrySet()) {
            headers += header.getKey().length() + header.getValue().length() + 12;
        }
        return FRAME + headers + member.data().length;
    }

    private static void write(Member member, ByteArrayOutputStream out) {
        var headers = new String(ContractJson.write(member.headers()), StandardCharsets.UTF_8);
        out.writeBytes(ContractJson.write(headers));
        out.writeBytes(BODY);
        out.writeBytes(member.data());
        out.write('}');
    }

    /// Reads what [#HEADERS] holds.
    ///
    /// @throws JacksonException when it is not an object of strings
    public static Map<String, String> headers(String text) {
        return Map.copyOf(ContractJson.mapper().readValue(text, TEXTS));
    }
}
