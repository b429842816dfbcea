// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.gateway.Binding;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class IntakeSettingsTests {

    private static final String PREFIX = "afterword.gateway.intake";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, IntakeSettings.class))
                .isEqualTo(
                        new IntakeSettings(
                                Duration.ofSeconds(10),
                                DataSize.ofMegabytes(32),
                                500,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(700),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1),
                                Duration.ofDays(30)));
    }

    @Test
    void mapsAllProperties() {
        assertThat(
                        Binding.of(
                                PREFIX,
                                IntakeSettings.class,
                                "body-timeout",
                                "3s",
                                "body-memory",
                                "4MB",
                                "batch-members",
                                "5",
                                "confirm-timeout",
                                "600ms",
                                "spill-timeout",
                                "700ms",
                                "retry-after",
                                "8s",
                                "handover-every",
                                "3s",
                                "handover-kept",
                                "9d"))
                .isEqualTo(
                        new IntakeSettings(
                                Duration.ofSeconds(3),
                                DataSize.ofMegabytes(4),
                                5,
                                Duration.ofMillis(600),
                                Duration.ofMillis(700),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(3),
                                Duration.ofDays(9)));
    }

    @Test
    void refusesToAnswerLaterThanTwoSeconds() {
        assertThatThrownBy(
                        () -> Binding.of(PREFIX, IntakeSettings.class, "confirm-timeout", "1300ms"))
                .hasRootCauseMessage("confirm-timeout and spill-timeout together stay below 2 s");
    }
}
