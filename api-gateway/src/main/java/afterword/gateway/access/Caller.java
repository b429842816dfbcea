// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import afterword.contract.Tenant;
import java.util.EnumSet;
import java.util.Set;

/// Who asks. The tenant comes from here and from nowhere else.
///
/// @param keyId name of the API key, for logs and audits; `none` where no keys are configured
public record Caller(String keyId, Tenant tenant, Set<Scope> scopes) {

    /// Everybody on this machine, as long as no keys are configured.
    static final Caller ANYONE = new Caller("none", Tenant.DEFAULT, EnumSet.allOf(Scope.class));

    /// The warm-up of this very process.
    static final Caller REHEARSAL =
            new Caller("rehearsal", Tenant.DEFAULT, EnumSet.allOf(Scope.class));

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /// Whether what it does is neither published nor counted.
    @SuppressWarnings("ReferenceEquality") // a key may be named alike; only the warm-up is this one
    public boolean rehearses() {
        return this == REHEARSAL;
    }
}
