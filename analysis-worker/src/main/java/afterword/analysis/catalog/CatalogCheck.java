// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.spi.Strategy;
import afterword.analysis.yaml.BrokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    /// @param places that analyses may name
    /// @throws BrokenFile when a worker would refuse it
    public static CatalogCheck of(Path file, @Nullable Path folder, Places places) {
        var java = JavaAnalyses.in(folder);
        var files = new CatalogFiles(folder, java, places);
        var sources = new ArrayList<>(files.read());
        var source = files.reader().read(file.toString(), text(file));
        if (source.analysis() instanceof Analysis.Elsewhere) {
            throw source.refusal().of("formula", "formula names no derived analysis in Java");
        }
        places.check(source);
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
        return new CatalogCheck(source.analysis(), all, description(source, places));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BrokenFile(file.toString(), 0, "it cannot be read as UTF-8", e);
        }
    }

    private static String description(Source source, Places places) {
        return "analysis   "
                + source.pin()
                + ", good\n"
                + switch (source.analysis()) {
                    case Analysis.Prompted it -> prompted(it, places);
                    case Analysis.Derived it -> "derived    from " + it.from();
                    case Analysis.Elsewhere _ -> "";
                };
    }

    private static String prompted(Analysis.Prompted analysis, Places places) {
        var policy = analysis.policy();
        var limit = policy.costLimit();
        return """
        prompt     %,d characters around the transcript; answer: %s
        models     %s
        limits     %d s a call, %d attempts, %,d tokens of answer, %,d tokens of transcript, %s\
        """
                .formatted(
                        analysis.prompt().system().length() + analysis.prompt().user().length(),
                        analysis.answer().json().path("properties").propertyNames(),
                        models(policy, places),
                        policy.timeout().toSeconds(),
                        policy.attempts(),
                        policy.maxTokens(),
                        analysis.input().tokenBudget(),
                        limit == null
                                ? "no limit of cost"
                                : limit.toPlainString() + " USD for each conversation");
    }

    private static String models(ModelPolicy policy, Places places) {
        var names = places.described(policy);
        var strategy = policy.strategy() == null ? Strategy.HEDGE : policy.strategy();
        return (names.isEmpty() ? "the deployment's" : String.join(", then ", names))
                + (names.size() == 1 ? "" : "; " + strategy.name().toLowerCase(Locale.ROOT))
                + (places.areKnown() || names.isEmpty()
                        ? ""
                        : " (not looked for: no provider is named here, AFTERWORD_LLM_BASE_URL)");
    }
}
