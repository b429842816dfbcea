// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.Optional;

/// Keeps the text of every analysis that a run was ever pinned to.
interface DefinitionStore {

    /// Keeps a definition; does nothing when it is kept already.
    ///
    /// @return false when its version is kept with other content
    boolean keep(Definition definition);

    /// Finds what a run was pinned to; waits while the store is away.
    Optional<Definition> find(Pin pin) throws InterruptedException;
}
