// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.local.HostileInput.Request;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends hostile inputs through the three doors, with plain clients.
final class HostileDoors implements AutoCloseable {

    private static final int LIMIT_MS = 60_000;
    private static final int LARGE = 2 << 20;
    private static final Pattern CODE = Pattern.compile("urn:afterword:problem:([a-z-]+)");
    private static final String TOPIC = "afterword.conversation.ended.v1";

    private final URI gateway;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Connection rabbit;
    private final KafkaProducer<byte[], byte[]> kafka;

    HostileDoors(URI gateway, String amqp, String bootstrapServers) throws Exception {
        this.gateway = gateway;
        var factory = new ConnectionFactory();
        factory.setUri(amqp);
        this.rabbit = factory.newConnection();
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "max.request.size", 64 << 20,
                        "buffer.memory", 128L << 20);
        this.kafka =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// An answer of HTTP.
    ///
    /// @param text whole, with its head where it came raw
    record Reply(int status, String text) {

        String brief() {
            var code = CODE.matcher(text);
            return status + (code.find() ? " " + code.group(1) : "");
        }
    }

    Reply post(HostileInput input, byte[] body) throws Exception {
        return switch (input.request()) {
            case Request.Plain(var path, var headers) -> plain(path, headers, body);
            case Request.Raw(var head, var bytes) -> raw(head, bytes.apply(body));
        };
    }

    private Reply plain(String path, Map<String, String> headers, byte[] body) throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofMillis(LIMIT_MS))
                        // what is too large is refused before it is sent
                        .expectContinue(body.length > LARGE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.headers().map() + "\n" + answer.body());
    }

    private Reply raw(String head, byte[] bytes) throws IOException {
        var start =
                "POST /v1/conversations/end HTTP/1.1\n"
                        + "Host: localhost\n"
                        + "Connection: close\n"
                        + "Content-Type: application/json\n"
                        + head
                        + "\n\n";
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort())) {
            socket.setSoTimeout(LIMIT_MS);
            send(socket, start.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII), bytes);
            socket.getInputStream().transferTo(answer);
        } catch (SocketException _) {
            // answered and reset before all was sent
        }
        var text = answer.toString(StandardCharsets.UTF_8);
        return new Reply(
                text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0, text);
    }

    private static void send(Socket socket, byte[] head, byte[] body) throws IOException {
        try {
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
        } catch (SocketException _) {
            // answered before all was sent; the answer counts
        }
    }

    /// Publishes past the gateway.
    ///
    /// @return empty, or why the broker did not take it
    String rabbit(HostileInput input, byte[] body) throws Exception {
        var properties =
                new AMQP.BasicProperties.Builder().contentType("application/json").deliveryMode(2);
        var channel = rabbit.createChannel();
        try {
            channel.confirmSelect();
            channel.basicPublish(
                    "afterword.events",
                    "conversation.ended",
                    true,
                    input.properties().apply(properties).build(),
                    body);
            channel.waitForConfirmsOrDie(LIMIT_MS);
            channel.close();
            return "";
        } catch (ShutdownSignalException | IOException e) {
            return "the broker refuses, " + code(e);
        }
    }

    private static String code(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException end
                    && end.getReason() instanceof AMQP.Channel.Close close) {
                return Integer.toString(close.getReplyCode());
            }
        }
        return failure.getClass().getSimpleName();
    }

    /// Publishes past the gateway.
    ///
    /// @return empty, or why the broker did not take it
    String kafka(String key, byte[] body) throws InterruptedException {
        var record = new ProducerRecord<>(TOPIC, key.getBytes(StandardCharsets.UTF_8), body);
        try {
            kafka.send(record).get(LIMIT_MS, TimeUnit.MILLISECONDS);
            return "";
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            return "the broker refuses, " + cause.getClass().getSimpleName();
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        rabbit.close();
        kafka.close();
    }
}
