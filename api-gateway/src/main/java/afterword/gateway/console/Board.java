// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.time.Duration;

/// What one page shows, looked up once for all its viewers.
interface Board {

    /// Its name in addresses.
    String page();

    /// Shortest pause between two looks.
    Duration pace();

    /// Looks.
    ///
    /// @return JSON
    String read(View view);

    /// What a viewer sees.
    ///
    /// @param tenant of the viewer's key
    record View(String page, String tenant, Window window) {}
}
