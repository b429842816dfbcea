// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.Shared;
import afterword.testing.FakeBroker;
import org.junit.jupiter.api.Test;

class SpillBoundsIT {

    @Test
    void answers503WhenTheSpillIsFullAndGoesOnWhenItIsRelayed() {
        var database = Shared.postgres().freshDatabase();
        var views = StandIns.in(database);
        try (var gateway =
                TestGateway.over(
                        database,
                        "afterword.gateway.spill.events",
                        "3",
                        "afterword.gateway.spill.relay-every",
                        "50ms")) {
            await().until(() ->
                    views.count("select count(*) from pg_tables where tablename = 'spill'") == 1);
            gateway.broker().answer(FakeBroker.Answer.BLOCKED);
            for (int i = 0; i < 3; i++) {
                assertThat(post(gateway, i).status()).isEqualTo(202);
            }
            var full = post(gateway, 4);
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.header("Retry-After")).isEqualTo("2");
            assertThat(gateway.getManagement("/actuator/health/readiness").status()).isEqualTo(503);
            var metrics = gateway.getManagement("/actuator/prometheus").body();
            assertThat(metrics).contains("afterword_gateway_spill_events{", "} 3.0");

            gateway.broker().answer(FakeBroker.Answer.CONFIRM);
            await().until(() -> views.count("select count(*) from gateway.spill") == 0);
            gateway.broker().answer(FakeBroker.Answer.BLOCKED);
            await().until(() -> post(gateway, 5).status() == 202);
        }
    }

    private static TestGateway.Reply post(TestGateway gateway, int number) {
        return gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_" + number));
    }
}
