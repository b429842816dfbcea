// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class LoopbackGuardTests {

    @Test
    void bindsToLoopbackByDefault() {
        var environment = guarded(Map.of("management.server.port", "9081"));
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("management.server.address")).isEqualTo("127.0.0.1");
        assertThat(LoopbackGuard.loopbackOnly(environment)).isTrue();
    }

    @Test
    void leavesManagementAddressAloneWhereTheActuatorSharesThePort() {
        var environment = guarded(Map.of("server.port", "9082"));
        assertThat(environment.getProperty("management.server.address")).isNull();
        var same = guarded(Map.of("server.port", "9082", "management.server.port", "9082"));
        assertThat(same.getProperty("management.server.address")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void keepsAnotherLoopbackAddress(String address) {
        var environment = guarded(Map.of("server.address", address));
        assertThat(environment.getProperty("server.address")).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "192.168.0.1"})
    void refusesToBeReachedWithoutKeys(String address) {
        assertThatIllegalStateException()
                .isThrownBy(() -> guarded(Map.of("server.address", address)))
                .withMessageContaining("server.address=" + address);
    }

    @Test
    void refusesAReachableActuatorAsWell() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        guarded(
                                Map.of(
                                        "management.server.port",
                                        "9081",
                                        "management.server.address",
                                        "0.0.0.0")))
                .withMessageContaining("management.server.address");
    }

    @Test
    void leavesAddressesToTheDeploymentWithKeys() {
        var environment = guarded(Map.of("afterword.api-keys", "id:hash:read:tenant"));
        assertThat(environment.getProperty("server.address")).isNull();
        assertThat(LoopbackGuard.loopbackOnly(environment)).isFalse();
    }

    private static ConfigurableEnvironment guarded(Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        new LoopbackGuard().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
