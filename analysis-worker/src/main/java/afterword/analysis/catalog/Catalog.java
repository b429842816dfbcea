// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The analyses that a new run gets, and every analysis that an older run was pinned to.
///
/// Thread-safe. The set is read once at start; reading the folder again while the process runs has
/// its place here (a whole new set is checked, kept and then swapped in).
public final class Catalog {

    private final DefinitionStore store;
    private final List<Analysis> current;
    private final Map<Pin, Analysis> known = new ConcurrentHashMap<>();

    /// Checks and keeps the definitions.
    ///
    /// @throws BrokenDefinition when a definition is no analysis, or its version is known with
    ///   other content
    Catalog(List<Definition> definitions, DefinitionStore store) {
        this.store = store;
        this.current = definitions.stream().map(DefinitionReader::analysis).toList();
        checkInputs(current);
        definitions.forEach(store::keep);
        current.forEach(analysis -> known.put(analysis.pin(), analysis));
    }

    /// What a run claimed now is pinned to, in the order of outcomes: inputs before what is derived
    /// from them.
    public List<Analysis> current() {
        return current;
    }

    /// The analysis that a run is pinned to, also one that is no longer current here, or not yet.
    ///
    /// @return empty when nobody has kept it; asks the database at most once for each pin
    public Optional<Analysis> pinned(Pin pin) throws InterruptedException {
        var analysis = known.get(pin);
        if (analysis == null) {
            var kept = store.find(pin).map(DefinitionReader::analysis);
            kept.ifPresent(found -> known.putIfAbsent(pin, found));
            return kept;
        }
        return Optional.of(analysis);
    }

    private static void checkInputs(List<Analysis> analyses) {
        var before = new HashSet<String>();
        for (var analysis : analyses) {
            if (analysis instanceof Analysis.Derived derived
                    && !before.containsAll(derived.from())) {
                throw new BrokenDefinition(
                        derived.pin().toString(),
                        "from names an analysis that does not stand before it");
            }
            before.add(analysis.pin().name());
        }
    }

    /// Current pins by name, for the log.
    @Override
    public String toString() {
        var pins = new LinkedHashMap<String, Integer>();
        current.forEach(analysis -> pins.put(analysis.pin().name(), analysis.pin().version()));
        return pins.toString();
    }
}
