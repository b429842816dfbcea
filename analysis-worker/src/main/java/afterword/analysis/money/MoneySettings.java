// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// What calls cost. How to write the file: docs/money.md.
///
/// @param prices a price file of the deployment, read before the built-in table; none by default
@ConfigurationProperties("afterword.analysis.money")
record MoneySettings(@Nullable Path prices) {}
