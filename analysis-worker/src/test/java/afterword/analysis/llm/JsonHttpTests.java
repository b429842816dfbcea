// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

@Timeout(30)
class JsonHttpTests {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final JsonHttp http = http(LONG);

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void returnsWholeReply() throws Exception {
        try (var server = new RawServer(wire -> wire.reply("200 OK", "", "{\"a\":1}"))) {
            assertThat(post(server.uri()))
                    .isInstanceOfSatisfying(
                            CallEnd.Replied.class,
                            it ->
                                    assertThat(new String(it.body(), StandardCharsets.UTF_8))
                                            .isEqualTo("{\"a\":1}"));
        }
    }

    /// The client keeps its last exchange with an idle connection; ten thousand of them are to hold
    /// nothing that was said.
    @Test
    void idleConnectionKeepsNeitherRequestNorReply() throws Exception {
        try (var server =
                new RawServer(wire -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                    wire.hold();
                })) {
            var bodies = bodiesOfACall(server.uri());
            await().until(() -> {
                System.gc();
                return bodies.stream().allMatch(body -> body.get() == null);
            });
            assertThat(server.hungUp().getCount()).isOne(); // it is idle, not gone
        }
    }

    private List<WeakReference<byte[]>> bodiesOfACall(URI uri) throws InterruptedException {
        var request = new byte[] {'{', '}'};
        var end = (CallEnd.Replied) http.post(uri, Map.of(), request, LONG);
        return List.of(new WeakReference<>(request), new WeakReference<>(end.body()));
    }

    @Test
    void tellsTheFirstByteFromTheLast() throws Exception {
        var pause = Duration.ofSeconds(2);
        try (var server =
                new RawServer(wire -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{");
                    new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
                    wire.send("}");
                })) {
            var end = (CallEnd.Replied) post(server.uri());
            assertThat(end.latency()).isGreaterThanOrEqualTo(pause);
            // far from both, since a busy machine may hand the first byte over late
            assertThat(end.firstByte()).isLessThan(end.latency().minusMillis(50));
        }
    }

    @Test
    void readsStatusAndRetryAfter() throws Exception {
        try (var server =
                new RawServer(wire -> wire.reply("429 Too Many", "Retry-After: 7\r\n", "{}"))) {
            var end = (CallEnd.Broken) post(server.uri());
            assertThat(end.why()).isEqualTo(CallClass.RATE_LIMITED);
            assertThat(end.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        try (var server =
                new RawServer(wire ->
                        wire.reply("302 Found", "Location: http://169.254.169.254/\r\n", ""))) {
            assertBroken(post(server.uri()), CallClass.WRONG_ADDRESS);
        }
    }

    @Test
    void tellsRefusedConnection() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertBroken(post(URI.create("http://127.0.0.1:" + port + "/x")), CallClass.NO_CONNECTION);
    }

    @Test
    void tellsUnknownHost() throws Exception {
        assertBroken(post(URI.create("http://no-such-host.invalid/x")), CallClass.NO_CONNECTION);
    }

    @Test
    void tellsResetBeforeFirstByte() throws Exception {
        try (var server = new RawServer(RawServer.Wire::reset)) {
            assertBroken(post(server.uri()), CallClass.RESET);
        }
    }

    @Test
    void tellsConnectionCutWithinReply() throws Exception {
        try (var server =
                new RawServer(wire -> {
                    // an orderly end: a reset may overtake what was sent before it
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":");
                })) {
            assertBroken(post(server.uri()), CallClass.CUT_OFF);
        }
    }

    @Test
    void cutsReplyAboveLimit() throws Exception {
        try (var server = new RawServer(wire -> wire.reply("200 OK", "", "x".repeat(1_000_000)))) {
            assertBroken(post(server.uri()), CallClass.OVERSIZE);
        }
    }

    @Test
    void firstByteTimeoutIsNotTotalTimeout() throws Exception {
        var impatient = http(SHORT);
        try (var server = new RawServer(RawServer.Wire::hold)) {
            assertBroken(
                    impatient.post(server.uri(), Map.of(), new byte[1], LONG),
                    CallClass.NO_FIRST_BYTE);
            assertThat(server.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            impatient.close();
        }
    }

    @Test
    void totalTimeoutEndsDrippingReply() throws Exception {
        try (var server =
                new RawServer(wire -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                    wire.hold();
                })) {
            var end = http.post(server.uri(), Map.of(), new byte[1], SHORT);
            assertBroken(end, CallClass.TOTAL_TIMEOUT);
            assertThat(end.latency()).isBetween(SHORT, SHORT.plusSeconds(2));
            assertThat(server.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void silenceWithinTheReplyIsAStall() throws Exception {
        var impatient = http(LONG, SHORT);
        try (var server =
                new RawServer(wire -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                    wire.hold();
                })) {
            assertBroken(
                    impatient.post(server.uri(), Map.of(), new byte[1], LONG), CallClass.STALLED);
            assertThat(server.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            impatient.close();
        }
    }

    @Test
    void headersAloneAreNoFirstByte() throws Exception {
        var impatient = http(SHORT, LONG);
        try (var server =
                new RawServer(wire -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                    wire.hold();
                })) {
            assertBroken(
                    impatient.post(server.uri(), Map.of(), new byte[1], LONG),
                    CallClass.NO_FIRST_BYTE);
        } finally {
            impatient.close();
        }
    }

    @Test
    void interruptAbortsTheRequest() throws Exception {
        var arrived = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        try (var server =
                new RawServer(wire -> {
                    arrived.countDown();
                    wire.hold();
                })) {
            var caller =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    post(server.uri());
                                    interrupted.complete(false);
                                } catch (InterruptedException _) {
                                    interrupted.complete(true);
                                }
                            });
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            long begun = System.nanoTime();
            caller.interrupt();
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    private CallEnd post(URI uri) throws InterruptedException {
        return http.post(uri, Map.of("X", "y"), new byte[] {'{', '}'}, LONG);
    }

    private static void assertBroken(CallEnd end, CallClass why) {
        assertThat(end)
                .isInstanceOfSatisfying(
                        CallEnd.Broken.class, it -> assertThat(it.why()).isEqualTo(why));
    }

    private static JsonHttp http(Duration firstByte) {
        return http(firstByte, LONG);
    }

    private static JsonHttp http(Duration firstByte, Duration idle) {
        return new JsonHttp(
                new HttpSettings(
                        Duration.ofSeconds(2), firstByte, idle, DataSize.ofKilobytes(64), 2),
                InstantSource.system());
    }
}
