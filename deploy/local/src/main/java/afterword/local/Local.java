// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.ServerException;
import afterword.simulator.SimulatorMain;
import java.util.Arrays;
import java.util.List;

/// Entry point of the local tools: `run`, `analyses`, `simulator`.
public final class Local {

    private static final String HELP =
            """
            run [--once] [--broker=auto|rabbitmq|kafka] [--data=DIR] [--port=N] [--optimise] [--watch]
                starts the whole line, sends sample conversations, prints their outcomes;
                --once ends after them, with 0 if each has one;
                --optimise lets the JVMs compile for speed, for load; they start half as fast;
                --watch starts a Prometheus with our rules and alerts beside it
            analyses check FILE | try FILE --conversations=F.jsonl [--limit=20]
                what an analysis asks, and what it answers, costs and takes (docs/analyses.md)
            simulator [--port=N] [--latency=200ms] …
                a language model that answers by rule (docs/simulator.md)\
            """;

    private Local() {}

    /// Runs the command named by the first argument and exits with its code.
    public static void main(String[] args) throws InterruptedException {
        var rest = args.length == 0 ? new String[0] : Arrays.copyOfRange(args, 1, args.length);
        switch (args.length == 0 ? "help" : args[0]) {
            case "run" -> System.exit(run(List.of(rest)));
            case "analyses" -> System.exit(Analyses.run(List.of(rest)));
            case "simulator" -> SimulatorMain.main(rest);
            case "help", "--help" -> System.out.println(HELP);
            default -> {
                System.err.println("unknown command " + args[0] + "\n" + HELP);
                System.exit(2);
            }
        }
    }

    private static int run(List<String> words) {
        var screen = Screen.standard();
        try {
            return new Run(RunOptions.parse(words), screen).call();
        } catch (IllegalArgumentException e) {
            screen.trouble(e.getMessage() + "\n" + HELP);
            return 2;
        } catch (ServerException e) {
            screen.trouble(String.valueOf(e.getMessage()));
            return 1;
        } catch (EndingException | InterruptedException _) {
            return 130; // Ctrl-C while it started
        }
    }
}
