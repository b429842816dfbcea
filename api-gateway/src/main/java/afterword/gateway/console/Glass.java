// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.util.Map;
import java.util.Optional;

/// Looks into the database through the versioned views. PostgreSQL writes the JSON, and nobody
/// reads it on the way to the browser.
interface Glass {

    /// The one value of the first row; empty where there is none.
    Optional<String> look(String sql, Map<String, ?> parameters);
}
