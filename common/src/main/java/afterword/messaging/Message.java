// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message to publish.
///
/// @param key the conversation id, or the event id where none is known; Kafka's partition key
/// @param label second word of the routing key, only for [Route#OUTCOMES]: `processed`, `partial` …
/// @param headers small; names as in `afterword.contract.Headers`; CloudEvents attributes by bare
///   name under `ce:` (`ce:id`), each adapter writes its broker's prefix
/// @param body not copied; must not be changed afterwards
public record Message(
        Route route, String key, @Nullable String label, Map<String, String> headers, byte[] body) {

    public Message {
        headers = Map.copyOf(headers);
    }

    /// The same with one more header.
    public Message with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Message(route, key, label, more, body);
    }

    /// A message without label.
    public static Message of(Route route, String key, Map<String, String> headers, byte[] body) {
        return new Message(route, key, null, headers, body);
    }
}
