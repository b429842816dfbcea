// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds analysis files: the built-in ones on the class path, then those of the deployment's folder
/// in the order of their names.
final class CatalogFiles {

    private static final List<String> BUILT_IN =
            List.of("questions.yaml", "emotion.yaml", "memories.yaml", "engagement.yaml");
    private static final Pattern FILE = Pattern.compile("[^.].*\\.(ya?ml|json)");

    private final @Nullable Path folder;

    /// @param folder null where the deployment has none
    CatalogFiles(@Nullable Path folder) {
        this.folder = folder;
    }

    /// All definitions in order, the highest version of each name. A file of the folder may replace
    /// a built-in one by a higher version; the place in the order stays.
    ///
    /// @throws BrokenDefinition when a file is no analysis
    List<Definition> read() {
        var texts = new LinkedHashMap<String, String>();
        BUILT_IN.forEach(name -> texts.put(name, builtIn(name)));
        inFolder().forEach(file -> texts.put(file.toString(), text(file)));
        var highest = new LinkedHashMap<String, Definition>();
        texts.forEach(
                (file, text) -> keepHighest(highest, file, DefinitionReader.read(file, text)));
        return List.copyOf(highest.values());
    }

    private static void keepHighest(
            Map<String, Definition> highest, String file, Definition definition) {
        var pin = definition.pin();
        var known = highest.get(pin.name());
        if (known == null || known.pin().version() < pin.version()) {
            highest.put(pin.name(), definition);
        } else if (known.pin().version() == pin.version() && !known.equals(definition)) {
            throw new BrokenDefinition(file, "another file says something else as " + pin);
        }
    }

    private List<Path> inFolder() {
        if (folder == null) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return new ArrayList<>(files.filter(CatalogFiles::isAnalysis).sorted().toList());
        } catch (IOException e) {
            throw new BrokenDefinition(folder.toString(), "the folder cannot be read", e);
        }
    }

    private static boolean isAnalysis(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BrokenDefinition(file.toString(), "it cannot be read as UTF-8", e);
        }
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
