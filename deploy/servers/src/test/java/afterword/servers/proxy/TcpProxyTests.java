// SPDX-License-Identifier: Apache-2.0
package afterword.servers.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpProxyTests {

    private static final int SOON = 250;

    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = TcpProxy.start("test", 0, echo.getLocalPort());
    }

    @AfterEach
    void endsWithoutAConnection() throws IOException {
        proxy.close();
        proxy.close();
        echo.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> proxy.connections() == 0);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                var socket = echo.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException _) {
            // the proxy broke it, as it was told
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hear(Socket socket, int length) throws IOException {
        var bytes = socket.getInputStream().readNBytes(length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static boolean silent(Socket socket) throws IOException {
        socket.setSoTimeout(SOON);
        try {
            return socket.getInputStream().read() == -2;
        } catch (SocketTimeoutException _) {
            socket.setSoTimeout(5_000);
            return true;
        }
    }

    @Test
    void passesBytesBothWaysAndTheEnd() throws IOException {
        try (var socket = connect()) {
            say(socket, "hello");
            assertThat(hear(socket, 5)).isEqualTo("hello");
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(proxy.carried()).isEqualTo(10);
    }

    @Test
    void delaysEachPiece() throws IOException {
        proxy.trouble(new Trouble.Latency(Duration.ofMillis(100), Duration.ZERO));
        try (var socket = connect()) {
            long began = System.nanoTime();
            say(socket, "hello");
            assertThat(hear(socket, 5)).isEqualTo("hello");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThan(Duration.ofMillis(190));
        }
    }

    @Test
    void holdsBackInABlackHoleAndDeliversAfterwards() throws IOException {
        try (var socket = connect()) {
            say(socket, "a");
            assertThat(hear(socket, 1)).isEqualTo("a");
            proxy.trouble(new Trouble.BlackHole());
            say(socket, "bc");
            assertThat(silent(socket)).isTrue();
            proxy.heal();
            assertThat(hear(socket, 2)).isEqualTo("bc");
        }
    }

    @Test
    void takesNewConnectionsIntoTheBlackHole() throws IOException {
        proxy.trouble(new Trouble.BlackHole());
        try (var socket = connect()) {
            say(socket, "x");
            assertThat(silent(socket)).isTrue();
            proxy.heal();
            assertThat(hear(socket, 1)).isEqualTo("x");
        }
    }

    @Test
    void letsQuestionsThroughButNoAnswersWhenHalfOpen() throws IOException {
        proxy.trouble(new Trouble.HalfOpen());
        try (var socket = connect()) {
            say(socket, "question");
            assertThat(silent(socket)).isTrue();
            await().until(() -> proxy.carried() == 8);
            proxy.heal();
            assertThat(hear(socket, 8)).isEqualTo("question");
        }
    }

    @Test
    void refusesAndListensAgain() throws IOException {
        int port = proxy.port();
        try (var socket = connect()) {
            say(socket, "a");
            assertThat(hear(socket, 1)).isEqualTo("a");
            proxy.trouble(new Trouble.Refuse());
            assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        proxy.heal();
        assertThat(proxy.port()).isEqualTo(port);
        try (var socket = connect()) {
            say(socket, "b");
            assertThat(hear(socket, 1)).isEqualTo("b");
        }
    }

    @Test
    void resetsWhatIsOpenAndWhatComes() throws IOException {
        try (var open = connect()) {
            say(open, "a");
            assertThat(hear(open, 1)).isEqualTo("a");
            proxy.trouble(new Trouble.Reset());
            assertThatThrownBy(() -> hear(open, 1)).isInstanceOf(SocketException.class);
        }
        try (var next = connect()) {
            assertThatThrownBy(
                            () -> {
                                say(next, "b");
                                hear(next, 1);
                            })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void cutsAfterSoManyBytes() throws IOException {
        proxy.trouble(new Trouble.CutAfter(6));
        try (var socket = connect()) {
            say(socket, "abcd");
            assertThatThrownBy(() -> hear(socket, 8)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void drips() throws IOException {
        proxy.trouble(new Trouble.Drip(40)); // two bytes each 50 ms
        try (var socket = connect()) {
            long began = System.nanoTime();
            say(socket, "12345678");
            assertThat(hear(socket, 8)).isEqualTo("12345678");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThan(Duration.ofMillis(200));
        }
    }

    @Test
    void springsATrapBeforeTheBytesArrive() throws Exception {
        var count = new AtomicInteger();
        var trap = Trap.text("COMMIT", Trap.Way.OUT, Trap.Moment.BEFORE, 2, count::incrementAndGet);
        proxy.trap(trap);
        try (var socket = connect()) {
            say(socket, "first COMMIT; second COM");
            assertThat(hear(socket, 24)).startsWith("first COMMIT");
            say(socket, "MIT;");
            assertThat(trap.await(5, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> hear(socket, 4)).isInstanceOf(SocketException.class);
        }
        assertThat(count).hasValue(1);
        assertThat(proxy.carried()).isEqualTo(48);
    }

    @Test
    void springsATrapBetweenTheQuestionAndItsAnswer() throws Exception {
        var trap = Trap.text("COMMIT", Trap.Way.OUT, Trap.Moment.BEFORE_ANSWER, 1, () -> {});
        proxy.trap(trap);
        try (var socket = connect()) {
            say(socket, "COMMIT");
            assertThat(trap.await(5, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(SocketException.class);
        }
        assertThat(proxy.carried()).isEqualTo(6); // the question went through
    }
}
