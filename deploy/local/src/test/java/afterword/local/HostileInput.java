// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One hostile input: a body, and what comes with it at each door.
///
/// @param group of the reliability programme, such as `J-03`
/// @param name unique within the group; a row of docs/hostile-input.md
/// @param body made for a door; contains the canary wherever text can stand
/// @param said texts of the turns that must be stored where it is taken; empty where it never is
/// @param doors that it is sent through
/// @param request how it is sent by HTTP
/// @param properties how it is sent by AMQP
record HostileInput(
        String group,
        String name,
        Function<Given, byte[]> body,
        Function<Given, List<String>> said,
        Set<Door> doors,
        Request request,
        UnaryOperator<BasicProperties.Builder> properties) {

    /// Where an input comes in.
    enum Door {
        HTTP("HTTP"),
        RABBITMQ("straight into RabbitMQ"),
        KAFKA("straight into Kafka");

        private final String title;

        Door(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /// What a body is made of.
    ///
    /// @param id a conversation's id that no other input and no other door has
    /// @param canary a word that must be found in no log and no answer
    record Given(String id, String canary) {}

    /// The HTTP request.
    sealed interface Request {

        /// As a client library sends it.
        record Plain(String path, Map<String, String> headers) implements Request {}

        /// As none would: the head as it stands, lines ended by `\n`, then these bytes. The test
        /// then closes its half.
        ///
        /// @param head without the request line, `Host` and the empty line
        record Raw(String head, Function<byte[], byte[]> bytes) implements Request {}
    }

    private static final String PATH = "/v1/conversations/end";
    private static final Request POST =
            new Request.Plain(PATH, Map.of("Content-Type", "application/json"));

    /// An input for every door that must never be stored as a conversation.
    static HostileInput bad(String group, String name, Function<Given, byte[]> body) {
        return new HostileInput(
                group, name, body, _ -> List.of(), Set.of(Door.values()), POST, it -> it);
    }

    /// An input for every door whose text must be stored so where it is taken.
    static HostileInput odd(
            String group,
            String name,
            Function<Given, byte[]> body,
            Function<Given, List<String>> said) {
        return new HostileInput(group, name, body, said, Set.of(Door.values()), POST, it -> it);
    }

    HostileInput by(Door... only) {
        return new HostileInput(group, name, body, said, Set.of(only), request, properties);
    }

    HostileInput with(Map<String, String> headers) {
        return via(PATH, headers);
    }

    HostileInput via(String path, Map<String, String> headers) {
        return new HostileInput(
                group, name, body, said, doors, new Request.Plain(path, headers), properties);
    }

    HostileInput raw(String head, Function<byte[], byte[]> bytes) {
        return new HostileInput(
                group, name, body, said, doors, new Request.Raw(head, bytes), properties);
    }

    HostileInput amqp(UnaryOperator<BasicProperties.Builder> change) {
        return new HostileInput(group, name, body, said, doors, request, change);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
