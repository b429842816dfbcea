// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.contract.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Headers as the port knows them, from and to Kafka.
final class KafkaHeaders {

    private static final String PORT_PREFIX = "ce:";
    private static final String CONTENT_TYPE = "content-type";

    private KafkaHeaders() {}

    /// Headers of a JSON record.
    static List<Header> write(Map<String, String> headers) {
        var written = new ArrayList<Header>(headers.size() + 1);
        written.add(header(CONTENT_TYPE, "application/json"));
        headers.forEach((name, value) -> written.add(header(kafkaName(name), value)));
        return written;
    }

    private static String kafkaName(String name) {
        return name.startsWith(PORT_PREFIX)
                ? Headers.CLOUD_EVENTS_KAFKA + name.substring(PORT_PREFIX.length())
                : name;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Text headers; what is not UTF-8 is left out. The last of a name wins, as Kafka's own
    /// `lastHeader` has it.
    static Map<String, String> read(Iterable<Header> headers) {
        var read = new HashMap<String, String>();
        for (var header : headers) {
            try {
                if (header.value() != null) {
                    read.put(portName(header.key()), text(header.value()));
                }
            } catch (CharacterCodingException _) {
                // binary: none of the names we know
            }
        }
        return read;
    }

    private static String portName(String name) {
        return name.startsWith(Headers.CLOUD_EVENTS_KAFKA)
                ? PORT_PREFIX + name.substring(Headers.CLOUD_EVENTS_KAFKA.length())
                : name;
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
