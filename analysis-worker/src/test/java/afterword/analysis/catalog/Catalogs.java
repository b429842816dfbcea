// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.Optional;

/// Catalogs for tests of other packages.
public final class Catalogs {

    private Catalogs() {}

    /// The built-in analyses, kept nowhere.
    public static Catalog builtIn() {
        var files = new CatalogFiles(null, JavaAnalyses.builtIn());
        return new Catalog(
                files.read(),
                new DefinitionStore() {
                    @Override
                    public boolean keep(Definition definition) {
                        return true; // nobody asks for it again
                    }

                    @Override
                    public Optional<Definition> find(Pin pin) {
                        return Optional.empty();
                    }
                },
                files.reader());
    }
}
