// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmUpSettingsTests {

    private static final String PREFIX = "afterword.gateway.warm-up";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, WarmUpSettings.class))
                .isEqualTo(new WarmUpSettings(Duration.ofMillis(900), 4));
    }

    @Test
    void mapsAllProperties() {
        assertThat(Binding.of(PREFIX, WarmUpSettings.class, "limit", "0s", "connections", "1"))
                .isEqualTo(new WarmUpSettings(Duration.ZERO, 1));
    }

    @Test
    void refusesWarmUpOfMoreThanTenSeconds() {
        assertThatThrownBy(() -> Binding.of(PREFIX, WarmUpSettings.class, "limit", "11s"))
                .hasRootCauseMessage("limit is 0 to 10 s");
    }
}
