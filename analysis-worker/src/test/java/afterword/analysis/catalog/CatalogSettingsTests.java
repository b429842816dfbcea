// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(CatalogSettings.class))
                .isEqualTo(new CatalogSettings(null, Duration.ofSeconds(10)));
    }

    @Test
    void readsAllProperties() {
        assertThat(
                        Settings.read(
                                CatalogSettings.class,
                                Map.of(
                                        "afterword.analysis.catalog.folder", "/etc/analyses",
                                        "afterword.analysis.catalog.reread", "3s")))
                .isEqualTo(new CatalogSettings(Path.of("/etc/analyses"), Duration.ofSeconds(3)));
    }
}
