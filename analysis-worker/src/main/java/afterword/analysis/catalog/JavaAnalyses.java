// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.spi.DerivedAnalysis;
import afterword.analysis.spi.JavaAnalysis;
import afterword.analysis.spi.PromptedAnalysis;
import afterword.analysis.yaml.BrokenFile;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The analyses written in Java: the built-in one, then those in the jars of the deployment's
/// folder. Read once at start, since classes cannot be exchanged safely while they run. Immutable.
final class JavaAnalyses {

    private final Map<String, JavaAnalysis<?>> byName;

    private JavaAnalyses(Map<String, JavaAnalysis<?>> byName) {
        this.byName = byName;
    }

    /// Those that come with the program.
    static JavaAnalyses builtIn() {
        return of(List.of());
    }

    /// The built-in ones and further ones.
    ///
    /// @throws BrokenFile when two have one name
    static JavaAnalyses of(List<? extends JavaAnalysis<?>> further) {
        var all = new ArrayList<JavaAnalysis<?>>(List.of(new Engagement()));
        all.addAll(further);
        var byName = new LinkedHashMap<String, JavaAnalysis<?>>();
        for (var analysis : all) {
            var file = analysis.getClass().getName();
            if (!DefinitionReader.NAME.matcher(analysis.name()).matches()
                    || analysis.version() < 1) {
                throw new BrokenFile(
                        file, 0, "name is 1 to 64 of [a-z0-9_-] and version is at least 1");
            }
            if (byName.put(analysis.name(), analysis) != null) {
                throw new BrokenFile(file, 0, "another class is named " + analysis.name());
            }
        }
        return new JavaAnalyses(byName);
    }

    /// The built-in ones and those of a folder's jars.
    ///
    /// @param folder null where the deployment has none
    /// @throws BrokenFile when a jar cannot be read or a class cannot be made
    static JavaAnalyses in(@Nullable Path folder) {
        if (folder == null) {
            return builtIn();
        }
        try (var files = Files.list(folder)) {
            var jars = files.filter(JavaAnalyses::isJar).sorted().toList();
            return jars.isEmpty() ? builtIn() : of(loaded(jars));
        } catch (IOException e) {
            throw new BrokenFile(folder.toString(), 0, "the folder cannot be read", e);
        }
    }

    private static boolean isJar(Path file) {
        return file.getFileName().toString().endsWith(".jar") && Files.isRegularFile(file);
    }

    /// The loader stays open as long as the process: classes are found as they are used.
    @SuppressWarnings("resource")
    private static List<JavaAnalysis<?>> loaded(List<Path> jars) throws MalformedURLException {
        var urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        var loader = new URLClassLoader("analyses", urls, JavaAnalysis.class.getClassLoader());
        var found = new ArrayList<JavaAnalysis<?>>();
        try {
            for (JavaAnalysis<?> analysis : ServiceLoader.load(JavaAnalysis.class, loader)) {
                found.add(analysis);
            }
        } catch (ServiceConfigurationError e) {
            throw new BrokenFile(jars.toString(), 0, String.valueOf(e.getMessage()), e);
        }
        return found;
    }

    /// As sources, in order.
    ///
    /// @throws BrokenFile when one contradicts itself
    List<Source> sources() {
        return byName.values().stream().map(this::source).toList();
    }

    private Source source(JavaAnalysis<?> analysis) {
        var file = analysis.getClass().getName();
        try {
            var definition = JavaDefinition.of(analysis);
            return new Source(
                    definition,
                    new DefinitionReader(this).analysis(definition),
                    (field, reason) -> new BrokenFile(file, 0, field + ": " + reason));
        } catch (IllegalArgumentException e) {
            throw new BrokenFile(file, 0, String.valueOf(e.getMessage()), e);
        }
    }

    /// The derived analysis of a name.
    Optional<DerivedAnalysis<?>> derived(String name) {
        return byName.get(name) instanceof DerivedAnalysis<?> it
                ? Optional.of(it)
                : Optional.empty();
    }

    /// The prompted analysis of a name, where its class is the one that is meant.
    Optional<PromptedAnalysis<?>> prompted(String name, String type) {
        return byName.get(name) instanceof PromptedAnalysis<?> it
                        && it.getClass().getName().equals(type)
                ? Optional.of(it)
                : Optional.empty();
    }
}
