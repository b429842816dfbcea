// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What operators see, on a port of its own.
class ActuatorIT {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.alone("afterword.gateway.warm-up.limit", "300ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void countsByClosedLabels() {
        gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
        gateway.post(TestGateway.CONVERSATION, "{");
        for (int i = 0; i < 50; i++) {
            gateway.get("/v1/unknown/" + i);
            gateway.get("/v1/events/" + i);
        }
        var metrics = gateway.getManagement("/actuator/prometheus").body();
        assertThat(metrics)
                .contains("afterword_gateway_refusals_total{code=\"malformed\"")
                .contains("afterword_gateway_confirms_total{end=\"confirmed\"")
                .contains("afterword_gateway_waiters")
                .contains("service=\"api-gateway\"");
        assertThat(metrics.lines().filter(line -> !line.startsWith("#")).count()).isLessThan(600);
    }

    @Test
    void tellsHealthWithoutDetails() {
        for (var path : List.of("liveness", "readiness", "progress/confirms")) {
            var reply = gateway.getManagement("/actuator/health/" + path);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("{\"status\":\"UP\"}");
        }
        assertThat(gateway.getManagement("/actuator/health/progress").body())
                .isEqualTo(
                        "{\"components\":{\"confirms\":{\"status\":\"UP\"},\"spillRelayHealth\":{\"status\":\"UP\"}},\"status\":\"UP\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env", "heapdump", "threaddump", "loggers", "shutdown", "beans", "configprops",
                "mappings", "conditions", "flyway", "metrics", "info", "scheduledtasks", "startup",
                "caches", "httpexchanges", "sbom", "logfile", "gateway", "jolokia", "refresh"
            })
    void offersNothingElse(String name) {
        assertThat(gateway.getManagement("/actuator/" + name).status()).isEqualTo(404);
        assertThat(gateway.get("/actuator/" + name).status()).isEqualTo(404);
    }

    @Test
    void keepsTheActuatorOffThePublicPort() {
        for (var path :
                List.of(
                        "/actuator",
                        "/actuator/health",
                        "/actuator/health/readiness",
                        "/actuator/prometheus")) {
            assertThat(gateway.get(path).status()).isEqualTo(404);
        }
        assertThat(gateway.getManagement("/actuator").status()).isEqualTo(404);
    }
}
