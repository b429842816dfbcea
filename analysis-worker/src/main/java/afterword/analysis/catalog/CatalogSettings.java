// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where analyses come from besides the jar.
///
/// @param folder holds further analysis files (`*.yaml`, `*.yml`, `*.json`), and jars with analyses
///   in Java; none by default
/// @param reread pause between two readings of the folder's files; the jars are read once at start.
///   Source: protocol, Ownership of a run
@ConfigurationProperties("afterword.analysis.catalog")
record CatalogSettings(@Nullable Path folder, @DefaultValue("10s") Duration reread) {

    CatalogSettings {
        if (!reread.isPositive()) {
            throw new IllegalArgumentException("afterword.analysis.catalog.reread is positive");
        }
    }
}
