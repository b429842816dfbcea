// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.analysis.yaml.BrokenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The provider profiles of a deployment: the built-in ones, and those of its folder, which may
/// replace a built-in one of the same name.
final class Profiles {

    /// Everybody else's ground.
    static final String COMPATIBLE = "compatible";

    private static final List<String> BUILT_IN =
            List.of("openai", "azure", "zhipu", "deepseek", "groq", "vllm", "ollama");

    private final Map<String, Profile> all;

    private Profiles(Map<String, Profile> all) {
        this.all = all;
    }

    /// Reads all of them, so that a broken one is found at start whether it is used or not.
    ///
    /// @param folder null where the deployment has none of its own
    /// @throws BrokenFile with file and line
    static Profiles read(@Nullable Path folder) {
        var base = ProfileReader.read(COMPATIBLE, builtIn(COMPATIBLE), null);
        var all = new TreeMap<String, Profile>();
        all.put(COMPATIBLE, base);
        for (var name : BUILT_IN) {
            all.put(name, ProfileReader.read(name, builtIn(name), base));
        }
        for (var file : inFolder(folder)) {
            var profile = ProfileReader.read(file.toString(), text(file), base);
            all.put(profile.name(), profile);
        }
        return new Profiles(all);
    }

    /// The profile of that name.
    ///
    /// @throws IllegalArgumentException naming those that there are
    Profile named(String name) {
        var profile = all.get(name);
        if (profile == null) {
            throw new IllegalArgumentException(
                    "no provider profile is called " + name + ", known are " + all.keySet());
        }
        return profile;
    }

    private static List<Path> inFolder(@Nullable Path folder) {
        if (folder == null) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
        } catch (IOException e) {
            throw new BrokenFile(folder.toString(), 0, "the folder cannot be read", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BrokenFile(file.toString(), 0, "it cannot be read as UTF-8", e);
        }
    }

    private static String builtIn(String name) {
        try (var in = Profiles.class.getResourceAsStream("/providers/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("missing from the jar: providers/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
