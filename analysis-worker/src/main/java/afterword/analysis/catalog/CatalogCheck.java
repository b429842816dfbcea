// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One analysis file, checked as a worker would check it, without a database.
///
/// @param analysis of the file
/// @param all the built-in ones, those of the folder, and it
/// @param description what it is, for people
public record CatalogCheck(Analysis analysis, List<Analysis> all, String description) {

    public CatalogCheck {
        all = List.copyOf(all);
    }

    /// Checks a file.
    ///
    /// @param folder further analyses; null for none
    /// @throws BrokenFile when a worker would refuse it
    public static CatalogCheck of(Path file, @Nullable Path folder) {
        var java = JavaAnalyses.in(folder);
        var files = new CatalogFiles(folder, java);
        var sources = new ArrayList<>(files.read());
        var source = files.reader().read(file.toString(), text(file));
        if (source.analysis() instanceof Analysis.Elsewhere) {
            throw source.refusal().of("formula", "formula names no derived analysis in Java");
        }
        for (var known : List.copyOf(sources)) {
            if (known.pin().name().equals(source.pin().name())) {
                if (known.pin().version() == source.pin().version()
                        && !known.pin().equals(source.pin())) {
                    throw source.refusal()
                            .of(
                                    "version",
                                    known.pin()
                                            + " says something else already; a change needs a new"
                                            + " version");
                }
                sources.remove(known);
            }
        }
        sources.add(source);
        var all = Catalog.ordered(sources);
        return new CatalogCheck(source.analysis(), all, description(source));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BrokenFile(file.toString(), 0, "it cannot be read as UTF-8", e);
        }
    }

    private static String description(Source source) {
        return "analysis   "
                + source.pin()
                + ", good\n"
                + switch (source.analysis()) {
                    case Analysis.Prompted it ->
                            "prompt     %,d characters around the transcript; answer: %s; at most %,d tokens, %d attempts, %d s"
                                    .formatted(
                                            it.prompt().system().length()
                                                    + it.prompt().user().length(),
                                            it.answer().json().path("properties").propertyNames(),
                                            it.policy().maxTokens(),
                                            it.policy().attempts(),
                                            it.policy().timeout().toSeconds());
                    case Analysis.Derived it -> "derived    from " + it.from();
                    case Analysis.Elsewhere _ -> "";
                };
    }
}
