// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps definitions in memory.
final class FakeDefinitionStore implements DefinitionStore {

    final Map<List<Object>, Definition> kept = new HashMap<>();

    @Override
    public boolean keep(Definition definition) {
        var pin = definition.pin();
        var known = kept.putIfAbsent(List.of(pin.name(), pin.version()), definition);
        return known == null || known.equals(definition);
    }

    @Override
    public Optional<Definition> find(Pin pin) {
        return Optional.ofNullable(kept.get(List.of(pin.name(), pin.version())))
                .filter(it -> it.pin().equals(pin));
    }
}
