// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The analyses that a new run gets, and every analysis that an older run was pinned to.
///
/// Thread-safe. [#replace] swaps the whole set at once, so that a run never gets half of a change.
public final class Catalog {

    private final DefinitionStore store;
    private final DefinitionReader reader;
    private final Map<Pin, Analysis> known = new ConcurrentHashMap<>();
    private volatile List<Pin> pins = List.of(); // written by replace
    private volatile List<Analysis> current = List.of(); // written by replace

    /// Checks and keeps the analyses.
    ///
    /// @throws BrokenFile when they contradict each other or what is kept
    Catalog(List<Source> sources, DefinitionStore store, DefinitionReader reader) {
        this.store = store;
        this.reader = reader;
        boolean _ = replace(sources);
    }

    /// Checks and keeps a set of analyses, then lets new runs have it. When it is refused, or the
    /// store is away, the last one stays.
    ///
    /// @return whether it differs from the one before
    /// @throws BrokenFile when they contradict each other, or a version is kept with other content
    synchronized boolean replace(List<Source> sources) {
        var next = sources.stream().map(Source::pin).toList();
        if (next.equals(pins)) {
            return false;
        }
        var ordered = ordered(sources);
        sources.stream().filter(it -> !known.containsKey(it.pin())).forEach(this::keep);
        ordered.forEach(analysis -> known.put(analysis.pin(), analysis));
        current = ordered;
        pins = next;
        return true;
    }

    private void keep(Source source) {
        if (!store.keep(source.definition())) {
            throw source.refusal()
                    .of(
                            "version",
                            source.pin()
                                    + " is known with other content; a change needs a new version");
        }
    }

    /// What a run claimed now is pinned to, in the order of outcomes: inputs before what is derived
    /// from them.
    public List<Analysis> current() {
        return current;
    }

    /// The places that current analyses name, each analysis's in its order; an empty list where one
    /// names none.
    public Set<List<String>> choices() {
        return current.stream()
                .filter(Analysis.Prompted.class::isInstance)
                .map(analysis -> ((Analysis.Prompted) analysis).policy().models())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The analysis that a run is pinned to, also one that is no longer current here, or not yet.
    ///
    /// @return empty when nobody has kept it; asks the database at most once for each pin
    public Optional<Analysis> pinned(Pin pin) throws InterruptedException {
        var analysis = known.get(pin);
        if (analysis == null) {
            var kept = store.find(pin).map(reader::analysis);
            kept.ifPresent(found -> known.putIfAbsent(pin, found));
            return kept;
        }
        return Optional.of(analysis);
    }

    /// The order of the sources, but inputs first.
    static List<Analysis> ordered(List<Source> sources) {
        var waiting = new ArrayList<>(sources);
        var ordered = new ArrayList<Analysis>();
        var names = new HashSet<String>();
        while (!waiting.isEmpty()) {
            var ready =
                    waiting.stream()
                            .filter(it -> names.containsAll(inputs(it.analysis())))
                            .findFirst()
                            .orElseThrow(() ->
                                    waiting.getFirst()
                                            .refusal()
                                            .of(
                                                    "from",
                                                    "from names an analysis that there is not, or"
                                                            + " goes in a circle"));
            waiting.remove(ready);
            ordered.add(ready.analysis());
            names.add(ready.pin().name());
        }
        return List.copyOf(ordered);
    }

    private static List<String> inputs(Analysis analysis) {
        return switch (analysis) {
            case Analysis.Derived derived -> derived.from();
            case Analysis.Prompted _, Analysis.Elsewhere _ -> List.of();
        };
    }

    /// Current versions by name, for the log.
    @Override
    public String toString() {
        return versions().toString();
    }

    /// Current versions by name.
    Map<String, Integer> versions() {
        var versions = new LinkedHashMap<String, Integer>();
        current.forEach(analysis -> versions.put(analysis.pin().name(), analysis.pin().version()));
        return versions;
    }
}
