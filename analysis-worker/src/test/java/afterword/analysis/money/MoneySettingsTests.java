// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MoneySettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(MoneySettings.class)).isEqualTo(new MoneySettings(null));
    }

    @Test
    void readsEveryProperty() {
        assertThat(
                        Settings.read(
                                MoneySettings.class,
                                Map.of("afterword.analysis.money.prices", "/etc/prices.yaml")))
                .isEqualTo(new MoneySettings(Path.of("/etc/prices.yaml")));
    }
}
