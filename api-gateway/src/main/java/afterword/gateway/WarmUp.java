// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import afterword.gateway.access.Rehearsal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/// Sends requests to this very process before it is ready, so that the first real ones meet
/// compiled code: through the socket, the filters, the canonicaliser, up to the receipt. They carry
/// the [Rehearsal]'s ticket, and so are neither published nor counted.
///
/// Speaks HTTP by hand: a client library would cost more start time and memory than it warms.
final class WarmUp implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int READ_LIMIT_MS = 3_000;

    /// Both dialects of the transcript, in two languages.
    private static final List<String> SAMPLES =
            List.of(
                    """
                    {"conversation_id": "warm-up", "user_id": "nobody", "bot_id": "none",
                     "start_time": "2025-11-26T10:00:00Z", "end_time": "2025-11-26T10:20:00Z",
                     "conversation_logs": [
                       {"character": "BOT_RESPONSE_CONVERSATION", "content": "Hello! How are you?"},
                       {"character": "USER_RESPONSE_CONVERSATION", "content": "Why is the sky blue?"},
                       {"character": "BOT_RESPONSE_CONVERSATION", "content": "Blue light scatters most."}],
                     "app": {"name": "warm-up", "version": 1}}
                    """,
                    """
                    {"conversation_id": "warm-up", "user_id": "nobody", "end_time": "2025-11-26T10:20:00.5+01:00",
                     "conversation_log": [
                       {"speaker": "pika", "turn_id": 1, "text": "Hallo! Schön, dass du da bist.", "timestamp": "2025-11-26T10:00:00Z"},
                       {"role": "user", "content": [{"type": "text", "text": "Erzähl mir eine Geschichte \\u2026"}]},
                       {"role": "assistant", "content": "Es war einmal \\"ein\\" Fuchs.\\n"}]}
                    """);

    private final Rehearsal rehearsal;
    private final WarmUpSettings settings;
    private final Supplier<InetSocketAddress> server;

    /// @param server where this process listens; asked when it does
    WarmUp(Rehearsal rehearsal, WarmUpSettings settings, Supplier<InetSocketAddress> server) {
        this.rehearsal = rehearsal;
        this.settings = settings;
        this.server = server;
    }

    @Override
    public void run(ApplicationArguments arguments) throws InterruptedException {
        if (settings.limit().isZero()) {
            return;
        }
        long start = System.nanoTime();
        var ticket = rehearsal.open();
        try {
            int answered = rehearse(ticket, start + settings.limit().toNanos());
            LOG.info(
                    "warmed up: requests={}, took={} ms",
                    answered,
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        } finally {
            rehearsal.close();
        }
    }

    private int rehearse(String ticket, long deadline) throws InterruptedException {
        var answered = new AtomicInteger();
        var threads =
                IntStream.range(0, settings.connections())
                        .mapToObj(_ ->
                                Thread.ofVirtual()
                                        .name("warm-up")
                                        .start(() -> converse(ticket, deadline, answered)))
                        .toList();
        for (var thread : threads) {
            thread.join(settings.limit().plusMillis(READ_LIMIT_MS));
        }
        return answered.get();
    }

    private void converse(String ticket, long deadline, AtomicInteger answered) {
        var requests = SAMPLES.stream().map(sample -> request(ticket, sample)).toList();
        try (var socket = new Socket()) {
            socket.connect(server.get(), READ_LIMIT_MS);
            socket.setSoTimeout(READ_LIMIT_MS);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; System.nanoTime() - deadline < 0; i++) {
                socket.getOutputStream().write(requests.get(i % requests.size()));
                skipAnswer(in);
                answered.incrementAndGet();
            }
        } catch (IOException e) {
            LOG.warn("warm-up cut short: {}", e.getClass().getSimpleName());
        }
    }

    private static byte[] request(String ticket, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head =
                "POST /v1/conversations/end HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + bytes.length
                        + "\r\n"
                        + Rehearsal.HEADER
                        + ": "
                        + ticket
                        + "\r\n\r\n";
        var request = new byte[head.length() + bytes.length];
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
        System.arraycopy(bytes, 0, request, head.length(), bytes.length);
        return request;
    }

    /// Our own answers have a Content-Length, always.
    private static void skipAnswer(InputStream in) throws IOException {
        int length = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
