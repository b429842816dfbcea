// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.CatalogCheck;
import afterword.analysis.catalog.Places;
import afterword.analysis.llm.Models;
import afterword.analysis.money.Prices;
import afterword.analysis.yaml.BrokenFile;
import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.contract.InputProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.StandardEnvironment;

/// The command `analyses`: needs a provider at most, neither broker nor database.
public final class Trials {

    private static final int WRONG = 2;
    private static final String PROVIDER = "afterword.llm.base-url";

    private final PrintStream out;
    private final Canonicaliser canonicaliser =
            new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT);

    private Trials(PrintStream out) {
        this.out = out;
    }

    /// Runs `check` or `try` on the console.
    public static int run(List<String> words) throws InterruptedException {
        return run(words, System.out);
    }

    /// Runs `check` or `try`.
    ///
    /// @return 0 when the file is an analysis, and of a try at least one conversation was answered
    ///   or skipped; 1 when not; 2 when the command is wrong
    static int run(List<String> words, PrintStream out) throws InterruptedException {
        try {
            return new Trials(out).run(TrialOptions.parse(words));
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println(TrialOptions.HELP);
            return WRONG;
        } catch (BrokenFile | IOException e) {
            out.println(e.getMessage());
            return 1;
        }
    }

    private int run(TrialOptions options) throws IOException, InterruptedException {
        var conversations = options.conversations();
        boolean named = !new StandardEnvironment().getProperty(PROVIDER, "").isBlank();
        if (conversations == null && !named) {
            var checked = CatalogCheck.of(options.file(), options.folder(), Places.unknown());
            out.println(checked.description());
            return 0;
        }
        var lines = conversations == null ? null : lines(conversations, options.limit());
        try (var context =
                new SpringApplicationBuilder(TrialConfiguration.class)
                        .web(WebApplicationType.NONE)
                        .logStartupInfo(false)
                        .run()) {
            var models = context.getBean(Models.class);
            var file = context.getEnvironment().getProperty("afterword.analysis.money.prices");
            var prices = Prices.read(file == null || file.isEmpty() ? null : Path.of(file));
            var places = Places.of(models, prices, false);
            var checked = CatalogCheck.of(options.file(), options.folder(), places);
            out.println(checked.description());
            if (lines == null) {
                return 0;
            }
            var trial = new Trial(models, prices, checked.all());
            if (checked.analysis() instanceof Analysis.Prompted it) {
                out.println(
                        "asked      " + trial.model(it).model() + ", once for each conversation");
            }
            out.println();
            return tried(trial, checked.analysis(), lines, options);
        }
    }

    private static List<String> lines(Path file, int limit) throws IOException {
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.filter(line -> !line.isBlank()).limit(limit).toList();
        }
    }

    private int tried(Trial trial, Analysis analysis, List<String> lines, TrialOptions options)
            throws InterruptedException {
        long begun = System.nanoTime();
        var permits = new Semaphore(options.atOnce());
        var all = new ArrayList<Tried>();
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            var pending = new ArrayList<Future<Tried>>();
            for (var line : lines) {
                Callable<Tried> call =
                        () -> {
                            permits.acquire();
                            try {
                                return one(trial, analysis, line);
                            } finally {
                                permits.release();
                            }
                        };
                pending.add(calls.submit(call));
            }
            for (var call : pending) {
                all.add(got(call));
                out.println(TrialTable.line(all.size(), all.getLast()));
            }
        }
        out.println();
        out.println(TrialTable.summary(all, Duration.ofNanos(System.nanoTime() - begun)));
        boolean good =
                all.stream()
                        .anyMatch(
                                it -> it instanceof Tried.Answered || it instanceof Tried.Skipped);
        return good ? 0 : 1;
    }

    private static Tried got(Future<Tried> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bug of ours", e);
        }
    }

    private Tried one(Trial trial, Analysis analysis, String line) throws InterruptedException {
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        return switch (canonicaliser.canonicalise(bytes, Map.of(), false)) {
            case Canonical.Accepted it -> trial.of(analysis, it.conversation());
            case Canonical.Malformed(var problem) -> unreadable(problem);
            case Canonical.Invalid(var problems, _) -> unreadable(problems.getFirst());
            case Canonical.Oversize(var limit) ->
                    new Tried.Unreadable("?", 0, "larger than " + limit + " bytes");
        };
    }

    private static Tried unreadable(InputProblem problem) {
        return new Tried.Unreadable("?", 0, problem.pointer() + " " + problem.detail());
    }
}
