// SPDX-License-Identifier: Apache-2.0
package afterword.chaos;

import afterword.chaos.programme.Programme;
import afterword.local.BrokerChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/// The words of the command line.
///
/// @param command that says the same to make
/// @param out folder of the report and the raw data
/// @param perSecond conversations
/// @param processes of each service
/// @param drain limit of the wait for the last outcome
record Options(
        String command,
        String tier,
        long seed,
        BrokerChoice broker,
        Path repository,
        Path out,
        double perSecond,
        Duration drain,
        int processes,
        Programme.Plan plan) {

    static final String HELP =
            """
            run [--tier=smoke|full] [--seed=N] [--broker=auto|rabbitmq|kafka] [--minutes=N] [--rate=N]
                [--only=NAME;NAME] [--without=NAME;NAME] [--drain=SECONDS] [--processes=N] [--repository=DIR] [--out=DIR]
                breaks the line on purpose, checks its ledgers, writes report.html and facts.json;
                exit code 1 on a finding
            sum DIR...
                adds the reports of several runs and writes them as tables\
            """;

    private static final Set<String> KNOWN =
            Set.of(
                    "tier",
                    "seed",
                    "broker",
                    "minutes",
                    "rate",
                    "only",
                    "without",
                    "repository",
                    "out",
                    "drain",
                    "processes");

    /// Reads them.
    ///
    /// @throws IllegalArgumentException with a line for the user
    static Options parse(List<String> words, Path repository) {
        var values = values(words);
        var tier = values.getOrDefault("tier", "smoke");
        boolean full =
                switch (tier) {
                    case "smoke" -> false;
                    case "full" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "--tier is smoke or full, not " + tier);
                };
        long seed = number(values, "seed", 1);
        var broker = values.getOrDefault("broker", "rabbitmq");
        return new Options(
                command(words, tier),
                tier,
                seed,
                broker(broker),
                values.containsKey("repository") ? Path.of(values.get("repository")) : repository,
                Path.of(
                                values.getOrDefault(
                                        "out",
                                        repository
                                                .resolve("deploy/chaos/target/chaos-" + broker)
                                                .toString()))
                        .toAbsolutePath(),
                number(values, "rate", full ? 20 : 12),
                Duration.ofSeconds(number(values, "drain", 240)),
                (int) number(values, "processes", 2),
                new Programme.Plan(
                        seed,
                        names(values, "only"),
                        names(values, "without"),
                        Duration.ofMinutes(number(values, "minutes", full ? 100 : 9)),
                        full ? 20 : 1,
                        full ? 30 : 6,
                        Duration.ofSeconds(full ? 180 : 20)));
    }

    /// Each word as a variable of make's, or in its `ARGS`; where things lie is not told.
    private static String command(List<String> words, String tier) {
        var command = new StringBuilder("make chaos");
        if (tier.equals("full")) {
            command.append(" TIER=full");
        }
        var rest = new StringJoiner(" ", " ARGS='", "'").setEmptyValue("");
        for (var word : words) {
            var name = word.substring(2, word.indexOf('='));
            var value = word.substring(word.indexOf('=') + 1);
            switch (name) {
                case "tier", "repository", "out" -> {
                    // told already, or of this machine
                }
                case "seed", "broker" ->
                        command.append(' ')
                                .append(name.toUpperCase(Locale.ROOT))
                                .append('=')
                                .append(value);
                case "only", "without" -> {
                    if (!value.isEmpty()) {
                        command.append(" %s='%s'".formatted(name.toUpperCase(Locale.ROOT), value));
                    }
                }
                default -> rest.add(word);
            }
        }
        return command.append(rest).toString();
    }

    private static BrokerChoice broker(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "auto" -> BrokerChoice.AUTO;
            case "rabbitmq" -> BrokerChoice.RABBITMQ;
            case "kafka" -> BrokerChoice.KAFKA;
            default ->
                    throw new IllegalArgumentException(
                            "--broker is auto, rabbitmq or kafka, not " + word);
        };
    }

    private static Map<String, String> values(List<String> words) {
        var values = new HashMap<String, String>();
        for (var word : words) {
            int equals = word.indexOf('=');
            var name = equals < 0 || !word.startsWith("--") ? "" : word.substring(2, equals);
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("unknown option " + word);
            }
            values.put(name, word.substring(equals + 1));
        }
        return values;
    }

    private static List<String> names(Map<String, String> values, String option) {
        var names = values.getOrDefault(option, "");
        return names.isEmpty() ? List.of() : Arrays.asList(names.split(";", -1));
    }

    private static long number(Map<String, String> values, String name, long otherwise) {
        try {
            return Long.parseLong(values.getOrDefault(name, Long.toString(otherwise)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " is a number", e);
        }
    }
}
