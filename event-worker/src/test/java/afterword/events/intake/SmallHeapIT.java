// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.events.Line;
import afterword.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// 1,000 bodies of 1 MiB before a worker with 128 MB of heap whose store does not answer for a
/// while.
@Timeout(600)
@Tag("slow")
class SmallHeapIT {

    private static final Logger LOG = LoggerFactory.getLogger(SmallHeapIT.class);
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int MEBIBYTE = 1 << 20;
    private static final int BODIES = 1_000;

    private final WorkerStand stand = new WorkerStand();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void holdsSixteenOfThemAndStoresThemAll(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        var worker =
                stand.start(
                        folder,
                        "128m",
                        "--server.port=" + port,
                        "--management.server.port=" + port);
        try (var connection =
                DriverManager.getConnection(
                        stand.database().url(),
                        stand.database().user(),
                        stand.database().password())) {
            await().atMost(LONG).until(() -> stand.queueIsThere() && stand.count("tally") == 1);
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("lock table events.event");
            }
            for (int hundred = 0; hundred < BODIES / 100; hundred++) {
                publishHundred();
            }
            await().atMost(LONG).until(() -> held(port) >= 15 * MEBIBYTE);
            await().during(Duration.ofSeconds(5))
                    .atMost(LONG)
                    .until(() -> held(port) <= 18 * MEBIBYTE);
            LOG.info("held while the store waits: {} bytes of {}", held(port), BODIES * MEBIBYTE);
            connection.rollback();
            await().atMost(LONG).until(() -> stand.count("event") == BODIES);
            assertThat(worker.alive()).isTrue();
            assertThat(stand.count("dead_letter")).isZero();
            assertThat(stand.count("suspect")).isZero();
        } finally {
            worker.kill();
        }
    }

    private void publishHundred() throws Exception {
        var bodies = new ArrayList<byte[]>();
        for (int i = 0; i < 100; i++) {
            var body = Line.body(Line.conversationId(), "Why is the sky blue?");
            var padded = Arrays.copyOf(body, MEBIBYTE);
            Arrays.fill(padded, body.length, MEBIBYTE, (byte) ' ');
            bodies.add(padded);
        }
        stand.publish(bodies);
    }

    private double held(int port) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/actuator/prometheus".formatted(port)))
                        .timeout(Duration.ofSeconds(30))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("afterword_consumer_unsettled_bytes{"))
                .filter(line -> line.contains("route=\"conversation-ended\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
