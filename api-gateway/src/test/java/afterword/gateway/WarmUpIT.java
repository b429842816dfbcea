// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.gateway.access.Rehearsal;
import afterword.messaging.Route;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WarmUpIT {

    private static TestGateway gateway;
    private static String metrics;

    @BeforeAll
    static void start() {
        gateway = TestGateway.alone("afterword.gateway.warm-up.limit", "300ms");
        metrics = gateway.getManagement("/actuator/prometheus").body();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void rehearsesUnseen() {
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED))
                .noneMatch(message -> message.key().equals("warm-up"));
        assertThat(metrics)
                .contains("afterword_gateway_accept_seconds_count{outcome=\"confirmed\"")
                .doesNotContain("http_server_requests_seconds_count");
        assertThat(counted(metrics, "afterword_gateway_accept_seconds_count")).isZero();
        assertThat(counted(metrics, "afterword_gateway_refusals_total")).isZero();
        assertThat(counted(metrics, "afterword_gateway_body_bytes_count")).isZero();
    }

    private static double counted(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void leavesNoTicketBehind() {
        var rehearsal = gateway.bean(Rehearsal.class);
        assertThat(rehearsal.includes(null)).isFalse();
        gateway.post(
                TestGateway.CONVERSATION,
                Samples.conversation("conv_ticket"),
                Rehearsal.HEADER,
                "null");
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED))
                .anyMatch(message -> message.key().equals("conv_ticket"));
    }

    @Test
    void goesThroughTheWholeAnswer() {
        var rehearsal = gateway.bean(Rehearsal.class);
        var ticket = rehearsal.open();
        try {
            long start = System.nanoTime();
            var reply =
                    gateway.post(
                            TestGateway.CONVERSATION,
                            Samples.conversation("conv_unpublished"),
                            Rehearsal.HEADER,
                            ticket);
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.text("/data/receipt")).isNotBlank();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
        } finally {
            rehearsal.close();
        }
        var late =
                gateway.post(
                        TestGateway.CONVERSATION,
                        Samples.conversation("conv_unpublished"),
                        Rehearsal.HEADER,
                        ticket);
        assertThat(late.status()).as("nobody waits for it any more").isEqualTo(401);
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED))
                .noneMatch(message -> message.key().equals("conv_unpublished"));
    }
}
