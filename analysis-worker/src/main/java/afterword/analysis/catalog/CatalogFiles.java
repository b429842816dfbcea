// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds analyses: the built-in files on the class path, those in Java, then the files of the
/// deployment's folder in the order of their names. Used by one thread at a time.
final class CatalogFiles {

    private static final List<String> BUILT_IN =
            List.of("questions.yaml", "emotion.yaml", "memories.yaml");
    private static final Pattern FILE = Pattern.compile("[^.].*\\.(ya?ml|json)");

    private final @Nullable Path folder;
    private final JavaAnalyses java;
    private final Places places;
    private final DefinitionReader reader;
    private Map<Path, String> texts = Map.of(); // of the last good reading
    private List<Source> sources = List.of(); // made of them

    /// @param folder null where the deployment has none
    /// @param places that analyses may name
    CatalogFiles(@Nullable Path folder, JavaAnalyses java, Places places) {
        this.folder = folder;
        this.java = java;
        this.places = places;
        this.reader = new DefinitionReader(java);
    }

    /// Reads kept definitions with the same classes at hand.
    DefinitionReader reader() {
        return reader;
    }

    /// All analyses in order, the highest version of each name. A file of the folder may replace a
    /// built-in one by a higher version; the place in the order stays. What has not changed since
    /// the last reading is not read again.
    ///
    /// @throws BrokenFile when a file is no analysis
    List<Source> read() {
        var found = texts();
        if (sources.isEmpty() || !found.equals(texts)) {
            sources = sources(found);
            texts = found;
        }
        return sources;
    }

    private List<Source> sources(Map<Path, String> found) {
        var highest = new LinkedHashMap<String, Source>();
        BUILT_IN.forEach(name -> keepHighest(highest, reader.read(name, builtIn(name))));
        java.sources().forEach(source -> keepHighest(highest, source));
        found.forEach((file, text) -> keepHighest(highest, reader.read(file.toString(), text)));
        highest.values().forEach(places::check); // a replaced version is asked of nobody
        return List.copyOf(highest.values());
    }

    private static void keepHighest(Map<String, Source> highest, Source source) {
        var pin = source.pin();
        var known = highest.get(pin.name());
        if (source.analysis() instanceof Analysis.Elsewhere) {
            throw source.refusal().of("formula", "formula names no derived analysis in Java");
        }
        if (known == null || known.pin().version() < pin.version()) {
            highest.put(pin.name(), source);
        } else if (known.pin().version() == pin.version() && !known.pin().equals(pin)) {
            throw source.refusal()
                    .of(
                            "version",
                            "another file says something else as "
                                    + pin
                                    + "; a change needs a new version");
        }
    }

    private Map<Path, String> texts() {
        var found = new LinkedHashMap<Path, String>();
        for (var file : inFolder()) {
            text(file).ifPresent(text -> found.put(file, text));
        }
        return found;
    }

    /// Empty when the file has gone since the folder was listed.
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BrokenFile(file.toString(), 0, "it cannot be read as UTF-8", e);
        }
    }

    private List<Path> inFolder() {
        if (folder == null) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return new ArrayList<>(files.filter(CatalogFiles::isAnalysis).sorted().toList());
        } catch (IOException e) {
            throw new BrokenFile(folder.toString(), 0, "the folder cannot be read", e);
        }
    }

    private static boolean isAnalysis(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }

    private static String builtIn(String name) {
        try (var in = CatalogFiles.class.getResourceAsStream("/analyses/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the jar: analyses/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
