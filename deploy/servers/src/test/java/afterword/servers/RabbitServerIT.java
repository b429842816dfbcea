// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RabbitServerIT {

    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    @TempDir Path folder;

    @Test
    void keepsWhatItConfirmedWhenKilled() throws Exception {
        try (var server = RabbitServer.start(source(), folder, 0, _ -> {})) {
            publishConfirmed(server, "kept");
            // the queue's entry in Ra's directory is written every 0.5 s
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            long killed = server.pid();
            server.kill();
            assertThat(ProcessHandle.of(killed)).isEmpty();
            assertThat(Ports.isFree(server.amqpPort())).isTrue();

            server.restart();

            awaitMessage(server, "kept");
        }
    }

    @Test
    void keepsItsFolderAcrossServersAndLeavesNoProcess() throws Exception {
        var first = RabbitServer.start(source(), folder, 0, _ -> {});
        publishConfirmed(first, "kept");
        long pid = first.pid();
        first.close();
        first.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(
                        ProcessHandle.current()
                                .descendants()
                                .map(process -> process.info().command().orElse(""))
                                .filter(command -> command.endsWith("/epmd")))
                .isEmpty();

        try (var second = RabbitServer.start(source(), folder, first.amqpPort(), _ -> {})) {
            awaitMessage(second, "kept");
        }
    }

    @Test
    void givesEachTestAVirtualHostOfItsOwn() throws Exception {
        var one = Shared.rabbit().freshVhost();
        var other = Shared.rabbit().freshVhost();
        try (var first = connect(one.uri());
                var second = connect(other.uri())) {
            first.createChannel().queueDeclare("q", true, false, false, QUORUM);
            second.createChannel().queueDeclare("q", true, false, false, Map.of());
        }
        assertThat(one.vhost()).isNotEqualTo(other.vhost());
    }

    private static RabbitSource source() {
        return RabbitSource.find(System.err::println);
    }

    private static void publishConfirmed(RabbitServer server, String text) throws Exception {
        try (var connection = connect(server.uri());
                var channel = connection.createChannel()) {
            channel.queueDeclare("q", true, false, false, QUORUM);
            channel.confirmSelect();
            channel.basicPublish(
                    "",
                    "q",
                    MessageProperties.PERSISTENT_BASIC,
                    text.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(5000);
        }
    }

    private static void awaitMessage(RabbitServer server, String text) throws Exception {
        try (var connection = connect(server.uri());
                var channel = connection.createChannel()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> text.equals(next(channel)));
        }
    }

    private static String next(Channel channel) throws Exception {
        var message = channel.basicGet("q", true);
        return message == null ? "" : new String(message.getBody(), StandardCharsets.UTF_8);
    }

    private static Connection connect(String uri) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(uri);
        return factory.newConnection();
    }
}
