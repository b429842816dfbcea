// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.Shared;
import afterword.testing.FakeBroker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ShutdownIT {

    @Test
    void answersWhatIsInFlight() {
        var database = Shared.postgres().freshDatabase();
        var views = StandIns.in(database);
        var id = UUID.randomUUID();
        views.stored("default", id, "conv_1", "2025-11-26T10:20:00Z");
        var gateway = TestGateway.over(database);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            await().until(() ->
                    views.count("select count(*) from pg_tables where tablename = 'spill'") == 1);
            gateway.broker().answer(FakeBroker.Answer.LOST);
            var waiting =
                    CompletableFuture.supplyAsync(
                            () -> gateway.get("/v1/events/" + id + "?wait=30"), threads);
            var posting =
                    CompletableFuture.supplyAsync(
                            () ->
                                    gateway.post(
                                            TestGateway.CONVERSATION,
                                            Samples.conversation("conv_late")),
                            threads);
            await().until(() -> gauge(gateway, "afterword.gateway.waiters") == 1);
            await().until(() -> gauge(gateway, "afterword.gateway.outstanding") == 1);
            long start = System.nanoTime();
            var closing = CompletableFuture.runAsync(gateway::stop, threads);
            assertThat(waiting.join().status()).isEqualTo(200);
            assertThat(waiting.join().text("/status")).isEqualTo("PENDING");
            assertThat(posting.join().status()).isEqualTo(202);
            closing.join();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(6));
            assertThat(views.count("select count(*) from gateway.spill")).isEqualTo(1);
        } finally {
            gateway.close();
        }
    }

    /// A connection that was made just before SIGTERM may still wait to be accepted.
    @Test
    void goesOnAcceptingForAMomentOnceItIsNotReady() {
        var gateway =
                TestGateway.over(
                        Shared.postgres().freshDatabase(), "afterword.gateway.stop.delay", "3s");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ready = "/actuator/health/readiness";
            await().until(() -> gateway.getManagement(ready).status() == 200);
            var closing = CompletableFuture.runAsync(gateway::stop, threads);
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> gateway.getManagement(ready).status() == 503);
            assertThat(
                            gateway.post(
                                            TestGateway.CONVERSATION,
                                            Samples.conversation("conv_last_second"))
                                    .status())
                    .isEqualTo(202);
            assertThat(closing).isNotDone();
            closing.join();
        } finally {
            gateway.close();
        }
    }

    private static double gauge(TestGateway gateway, String name) {
        return gateway.bean(MeterRegistry.class).get(name).gauge().value();
    }
}
