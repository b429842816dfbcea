// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MoneySettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(MoneySettings.class))
                .isEqualTo(new MoneySettings(null, List.of(), 0.01));
    }

    @Test
    void readsEveryProperty() {
        var prefix = "afterword.analysis.money.";
        assertThat(
                        Settings.read(
                                MoneySettings.class,
                                Map.of(
                                        prefix + "prices", "/etc/prices.yaml",
                                        prefix + "block", "0.001",
                                        prefix + "budgets[0].per-day", "12.5",
                                        prefix + "budgets[1].tenant", "acme",
                                        prefix + "budgets[1].analysis", "topics",
                                        prefix + "budgets[1].per-day", "0.000000001")))
                .isEqualTo(
                        new MoneySettings(
                                Path.of("/etc/prices.yaml"),
                                List.of(
                                        new MoneySettings.Budget("*", "*", new BigDecimal("12.5")),
                                        new MoneySettings.Budget(
                                                "acme", "topics", new BigDecimal("0.000000001"))),
                                0.001));
    }

    @Test
    void refusesBlocksAboveOneHundredth() {
        assertThatThrownBy(() -> new MoneySettings(null, List.of(), 0.02))
                .hasMessageContaining("money.block");
        assertThatThrownBy(() -> new MoneySettings.Budget("*", "*", BigDecimal.ZERO))
                .hasMessageContaining("per-day");
    }
}
