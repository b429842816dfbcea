// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.contract.Headers;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Headers as the port knows them, from and to AMQP 0-9-1.
final class RabbitHeaders {

    private static final String PORT_PREFIX = "ce:";
    private static final String READ_PREFIX = "cloudEvents:";
    private static final int PERSISTENT = 2;

    private RabbitHeaders() {}

    /// Properties of a persistent JSON message.
    ///
    /// @param sequence the publisher's number, by which a returned message is recognised
    static BasicProperties write(Map<String, String> headers, long sequence) {
        var written = new HashMap<String, Object>(headers.size() * 2);
        headers.forEach((name, value) ->
                written.put(
                        name.startsWith(PORT_PREFIX)
                                ? Headers.CLOUD_EVENTS_AMQP + name.substring(PORT_PREFIX.length())
                                : name,
                        value));
        return new BasicProperties.Builder()
                .contentType("application/json")
                .deliveryMode(PERSISTENT)
                .correlationId(Long.toString(sequence))
                .headers(written)
                .build();
    }

    /// Text headers; anything else is left out.
    static Map<String, String> read(
            @Nullable Map<String, Object> headers, @Nullable String contentType) {
        var read = new HashMap<String, String>();
        if (contentType != null) {
            read.put("content-type", contentType);
        }
        if (headers != null) {
            headers.forEach((name, value) -> {
                if (value instanceof LongString
                        || value instanceof String
                        || value instanceof Number) {
                    read.put(portName(name), value.toString());
                }
            });
        }
        return read;
    }

    private static String portName(String name) {
        if (name.startsWith(Headers.CLOUD_EVENTS_AMQP)) {
            return PORT_PREFIX + name.substring(Headers.CLOUD_EVENTS_AMQP.length());
        }
        return name.startsWith(READ_PREFIX)
                ? PORT_PREFIX + name.substring(READ_PREFIX.length())
                : name;
    }
}
