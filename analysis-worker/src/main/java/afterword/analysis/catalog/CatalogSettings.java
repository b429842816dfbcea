// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where analyses come from besides the jar.
///
/// @param folder holds further analysis files (`*.yaml`, `*.yml`, `*.json`); none by default
@ConfigurationProperties("afterword.analysis.catalog")
record CatalogSettings(@Nullable Path folder) {}
