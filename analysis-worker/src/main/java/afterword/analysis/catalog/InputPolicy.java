// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.contract.Role;
import java.util.Set;

/// What a model gets to see. Redaction and a token budget belong here as well.
///
/// @param roles whose turns are shown; the numbers of the turns stay those of the whole
///   conversation
public record InputPolicy(Set<Role> roles) {

    /// Everything.
    public static final InputPolicy ALL = new InputPolicy(Set.of(Role.values()));

    public InputPolicy {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("input.roles names at least one of user, bot");
        }
        roles = Set.copyOf(roles);
    }
}
