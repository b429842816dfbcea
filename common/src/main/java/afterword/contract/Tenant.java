// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.regex.Pattern;

/// Whose event it is; part of every key and of every event id.
///
/// @param name 1 to 64 of `[A-Za-z0-9._-]`
public record Tenant(String name) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// The tenant of everything that came without an API key.
    public static final Tenant DEFAULT = new Tenant("default");

    public Tenant {
        if (!ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException("a tenant is 1 to 64 of [A-Za-z0-9._-]");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
