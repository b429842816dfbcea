// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Catalogs for tests of other packages.
public final class Catalogs {

    /// Nobody asks for it again.
    private static final DefinitionStore NOWHERE =
            new DefinitionStore() {
                @Override
                public boolean keep(Definition definition) {
                    return true;
                }

                @Override
                public Optional<Definition> find(Pin pin) {
                    return Optional.empty();
                }
            };

    private Catalogs() {}

    /// The built-in analyses, kept nowhere.
    public static Catalog builtIn() {
        return with(List.of());
    }

    /// The built-in analyses and further files, kept nowhere.
    public static Catalog with(List<String> texts) {
        var files = new CatalogFiles(null, JavaAnalyses.builtIn(), Places.unknown());
        var sources = new ArrayList<>(files.read());
        texts.forEach(text -> sources.add(files.reader().read("test.yaml", text)));
        return new Catalog(sources, NOWHERE, files.reader());
    }
}
