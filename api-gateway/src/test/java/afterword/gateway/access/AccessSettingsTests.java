// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.gateway.Binding;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AccessSettingsTests {

    private static final String PREFIX = "afterword.gateway.access";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, AccessSettings.class))
                .isEqualTo(new AccessSettings("", "", Duration.ofHours(24)));
    }

    @Test
    void mapsAllProperties() {
        assertThat(
                        Binding.of(
                                PREFIX,
                                AccessSettings.class,
                                "api-keys",
                                "a",
                                "receipt-keys",
                                "b",
                                "receipt-validity",
                                "1h"))
                .isEqualTo(new AccessSettings("a", "b", Duration.ofHours(1)));
    }

    @Test
    void keepsSecretsOutOfItsText() {
        assertThat(new AccessSettings("canary-1", "canary-2", Duration.ofHours(1)).toString())
                .doesNotContain("canary");
    }
}
