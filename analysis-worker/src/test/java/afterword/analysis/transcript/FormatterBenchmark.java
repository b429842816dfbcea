// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// How long a conversation takes to format. `make bench-format` runs it and shows the table that
/// [#main] writes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FormatterBenchmark {

    /// What is asked of the formatter.
    public enum Work {
        /// Hostile text only.
        PLAIN,
        /// Redaction too; the bytes fit the budget, so that nothing is counted. The usual case.
        REDACTED,
        /// The tokens just fit the budget: nearly all are counted and nothing is cut.
        COUNTED,
        /// Half of the tokens fit.
        CUT
    }

    /// What people say.
    public enum Text {
        ENGLISH,
        /// Half of it in other scripts.
        MIXED
    }

    @Param({"20", "100", "1000"})
    public int turns;

    @Param public Work work = Work.REDACTED;

    @Param public Text text = Text.ENGLISH;

    private Conversation conversation = conversation(1, Text.ENGLISH);
    private InputPolicy policy = InputPolicy.DEFAULT;

    @Setup
    public void prepare() {
        conversation = conversation(turns, text);
        policy = policy(work, conversation);
    }

    @Benchmark
    public Transcript format() {
        return TranscriptFormatter.format(conversation, policy, TokenEncoding.O200K_BASE);
    }

    private static InputPolicy policy(Work work, Conversation conversation) {
        var unbounded = InputPolicy.DEFAULT.within(Integer.MAX_VALUE);
        return switch (work) {
            case PLAIN -> new InputPolicy(unbounded.roles(), false, unbounded.tokenBudget());
            case REDACTED -> unbounded;
            case COUNTED -> unbounded.within(tokens(conversation, unbounded) + 100);
            case CUT -> unbounded.within(tokens(conversation, unbounded) / 2);
        };
    }

    private static int tokens(Conversation conversation, InputPolicy policy) {
        var transcript = TranscriptFormatter.format(conversation, policy, TokenEncoding.O200K_BASE);
        return TokenEncoding.O200K_BASE.count(transcript.text()) + transcript.turns();
    }

    /// Turns of 20 to 250 characters, 110 on average; one in ten has something private in it.
    private static Conversation conversation(int turns, Text text) {
        var random = new Random(42);
        var samples = new PrivateSamples(42);
        var all = new ArrayList<Turn>();
        for (int i = 0; i < turns; i++) {
            var said = new StringBuilder();
            int sentences = 1 + random.nextInt(4);
            var language = text == Text.MIXED && random.nextBoolean() ? OTHERS : ENGLISH;
            for (int k = 0; k < sentences; k++) {
                said.append(k == 0 ? "" : " ")
                        .append(language.get(random.nextInt(language.size())));
            }
            if (random.nextInt(10) == 0) {
                said.append(' ').append(samples.next().value());
            }
            all.add(new Turn(i % 2 == 0 ? Role.BOT : Role.USER, said.toString(), Instant.EPOCH));
        }
        return new Conversation("c", "u", null, null, null, null, Instant.EPOCH, all, null);
    }

    private static final List<String> ENGLISH =
            List.of(
                    "Hello!",
                    "Why is the sky blue?",
                    "I was born in 1990 and I have 2 cats.",
                    "The light of the sun is scattered by the air, and blue is scattered more.",
                    "Can you tell me when my order arrives? It was due at 10:30 on 2025-11-26.",
                    "Sure, let me look that up for you; it may take a moment.",
                    "I don't like that movie, it's boring.",
                    "Thanks (really), that's all for today: see you!");

    private static final List<String> OTHERS =
            List.of(
                    "Warum ist der Himmel blau, und wieso abends rötlich?",
                    "你好，为什么天空是蓝色的？我想知道更多。",
                    "Почему небо голубое? Расскажи подробнее, пожалуйста.",
                    "¿Qué hora es? Son las 10:30, ¡gracias! 😀👍🏽",
                    "空はなぜ青いのですか？ありがとうございます。",
                    "Ça va très bien, merci — et toi ?");

    /// Runs all of it and writes a table.
    ///
    /// @param args where the table goes, then options of JMH
    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, IOException {
        var table = Path.of(args[0]);
        Files.createDirectories(Objects.requireNonNull(table.toAbsolutePath().getParent()));
        var given =
                new CommandLineOptions(
                        List.of(args).subList(1, args.length).toArray(String[]::new));
        var options =
                new OptionsBuilder()
                        .parent(given)
                        .include(FormatterBenchmark.class.getName())
                        .forks(given.getForkCount().orElse(1))
                        .warmupIterations(given.getWarmupIterations().orElse(5))
                        .measurementIterations(given.getMeasurementIterations().orElse(5))
                        .warmupTime(TimeValue.seconds(1))
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .resultFormat(ResultFormatType.JSON)
                        .result(table + ".json")
                        .build();
        Files.writeString(table, table(new Runner(options).run()));
    }

    private static String table(Collection<RunResult> results) {
        var lines = new StringBuilder();
        lines.append("| turns | text | work | µs | ± | conversations/s | MB/s | kB allocated |\n");
        lines.append("| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
        results.forEach(result -> lines.append(line(result)));
        return lines.toString();
    }

    private static String line(RunResult result) {
        var turns = result.getParams().getParam("turns");
        var text = Text.valueOf(result.getParams().getParam("text"));
        var time = result.getPrimaryResult();
        var allocated =
                Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                        .getScore();
        double bytes =
                conversation(Integer.parseInt(turns), text).turns().stream()
                        .mapToInt(turn -> turn.text().getBytes(StandardCharsets.UTF_8).length)
                        .sum();
        return "| %s | %s | %s | %.1f | %.1f | %,.0f | %.1f | %,.1f |%n"
                .formatted(
                        turns,
                        text.name().toLowerCase(Locale.ROOT),
                        result.getParams().getParam("work").toLowerCase(Locale.ROOT),
                        time.getScore(),
                        time.getScoreError(),
                        1e6 / time.getScore(),
                        bytes / time.getScore(),
                        allocated / 1e3);
    }
}
