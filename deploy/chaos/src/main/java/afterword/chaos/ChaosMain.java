// SPDX-License-Identifier: Apache-2.0
package afterword.chaos;

import afterword.chaos.report.Report;
import afterword.chaos.report.Sum;
import afterword.servers.Jars;
import afterword.servers.ServerException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// `make chaos`.
public final class ChaosMain {

    private ChaosMain() {}

    /// Runs the command named by the first argument and exits: 0 for no finding, 1 for some, 2 for
    /// a wrong word, 3 when the run itself could not be made.
    public static void main(String[] args) throws InterruptedException {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var rest =
                args.length == 0 ? List.<String>of() : Arrays.asList(args).subList(1, args.length);
        var command = args.length == 0 ? "" : args[0];
        System.exit(
                switch (command) {
                    case "run" -> run(rest, out);
                    case "sum" -> sum(rest, out);
                    default -> {
                        out.println(Options.HELP);
                        yield 2;
                    }
                });
    }

    private static int sum(List<String> folders, PrintStream out) {
        try {
            out.print(Sum.of(folders.stream().map(Path::of).toList()));
            return 0;
        } catch (IOException e) {
            out.println("no report can be read: " + e);
            return 3;
        }
    }

    private static int run(List<String> words, PrintStream out) throws InterruptedException {
        long began = System.nanoTime();
        Consumer<String> screen =
                line ->
                        out.printf(
                                "%5d s  %s%n",
                                Duration.ofNanos(System.nanoTime() - began).toSeconds(), line);
        try {
            var options = Options.parse(words, Jars.repository(Path.of("").toAbsolutePath()));
            out.printf(
                    "chaos: tier %s, seed %d, %s%n",
                    options.tier(), options.seed(), options.broker());
            var run = new Chaos(options, screen).call();
            Report.write(run, options.out());
            Report.print(run, options.out(), out);
            return run.verdict().findings().isEmpty() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage() + "\n" + Options.HELP);
            return 2;
        } catch (ServerException | IllegalStateException | SQLException | IOException e) {
            out.println("the run could not be made: " + e);
            e.printStackTrace(out);
            return 3;
        }
    }
}
