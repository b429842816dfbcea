// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.gateway.live.StreamSettings;
import afterword.gateway.live.Streams;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.mock.web.MockHttpServletResponse;

class BoardsTests {

    private static final Board.View VIEW = new Board.View("now", "default", Window.H1);

    private final AtomicInteger looks = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Streams streams =
            new Streams(
                    "console",
                    new StreamSettings(10, 64, Duration.ofSeconds(5), Duration.ofSeconds(20)),
                    new SimpleMeterRegistry());
    private final Boards boards = new Boards(List.of(new Counting()));
    private volatile boolean away; // written by the test, read by the poller

    private final class Counting implements Board {

        @Override
        public String page() {
            return "now";
        }

        @Override
        public Duration pace() {
            return Duration.ofMillis(40);
        }

        @Override
        public String read(View view) {
            if (away) {
                throw new QueryTimeoutException("away");
            }
            return "{\"look\":" + looks.incrementAndGet() + "}";
        }
    }

    @AfterEach
    void stop() {
        streams.stop();
        boards.stop();
        threads.close();
    }

    private void start() {
        boards.start();
        streams.start();
    }

    private MockHttpServletResponse watch() {
        var response = new MockHttpServletResponse();
        var watching = CompletableFuture.runAsync(() -> send(response), threads);
        assertThat(watching).isNotNull();
        return response;
    }

    private void send(MockHttpServletResponse response) {
        try {
            streams.send(response, reader -> boards.watch(VIEW, reader));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MockHttpServletResponse response) {
        return new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void asksForAShorterWindowWhereTheCallsAreTooMany() {
        var board =
                new ProvidersBoard((_, _) -> {
                    throw new QueryTimeoutException("2 s");
                });
        assertThat(board.read(new Board.View("providers", "default", Window.H24)))
                .isEqualTo("{\"too_much\":true,\"providers\":[]}");
    }

    @Test
    void looksOnceForAllViewers() {
        start();
        var viewers = new ArrayList<MockHttpServletResponse>();
        for (int i = 0; i < 10; i++) {
            viewers.add(watch());
        }
        await().until(() -> viewers.stream().allMatch(it -> text(it).contains("\"look\":")));
        int before = looks.get();
        long start = System.nanoTime();
        await().until(() -> looks.get() >= before + 5);
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertThat(took).isGreaterThan(5 * 40 - 60); // ten viewers, one look per pace
    }

    @Test
    void doesNotLookWhileNobodyWatches() {
        start();
        await().during(Duration.ofMillis(200)).until(() -> looks.get() == 0);
    }

    @Test
    void saysThatTheStoreIsAwayAndGoesOn() {
        away = true;
        start();
        var viewer = watch();
        await().until(() -> text(viewer).contains("event: away"));
        away = false;
        await().atMost(Duration.ofSeconds(10)).until(() -> text(viewer).contains("event: now"));
    }
}
