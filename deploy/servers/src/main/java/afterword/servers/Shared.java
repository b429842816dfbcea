// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import org.jspecify.annotations.Nullable;

/// The servers that the tests of one JVM share: each is started when first asked for, and ends with
/// the JVM. A test takes a fresh database or virtual host of its own from it.
///
/// Thread-safe.
public final class Shared {

    private static @Nullable PostgresServer postgres; // guarded by the class

    private Shared() {}

    /// The PostgreSQL of this JVM; see [PostgresServer#freshDatabase].
    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = PostgresServer.start();
        }
        return postgres;
    }
}
