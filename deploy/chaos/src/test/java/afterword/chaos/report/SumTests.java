// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.chaos.check.Attempt;
import afterword.chaos.check.Departure;
import afterword.chaos.check.Facts;
import afterword.chaos.check.Injected;
import afterword.chaos.check.Limits;
import afterword.chaos.check.Outage;
import afterword.chaos.check.StoredEvent;
import afterword.chaos.check.Verdict;
import afterword.chaos.programme.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SumTests {

    private static final long SECOND = 1_000_000;

    @TempDir Path folder;

    private static Run run(long seed, boolean stored) {
        var key = "s" + seed + "-1";
        var event = new StoredEvent("e" + seed, key, "PROCESSED", "", 1, 1, 0, SECOND, 4 * SECOND);
        var facts =
                new Facts(
                        new Facts.Producer(
                                List.of(
                                        new Attempt(
                                                key,
                                                "api-gateway-1.1",
                                                0,
                                                1,
                                                Attempt.Answer.ACCEPTED,
                                                202,
                                                "e" + seed)),
                                Map.of(key, 0)),
                        new Facts.Database(
                                stored ? List.of(event) : List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Set.of()),
                        List.of(),
                        List.of(),
                        List.of(
                                new Injected(
                                        "kill -9 broker",
                                        "broker",
                                        "",
                                        2 * SECOND,
                                        3 * SECOND,
                                        Injected.Touch.HAND_OVER)),
                        List.of(new Departure("api-gateway-1.1", 0, seed * SECOND, 0, 0)),
                        List.of(new Outage("database", 0, 180 * SECOND, 1_000, 1_000, SECOND)));
        return new Run(
                "make chaos SEED=" + seed,
                "full",
                seed,
                "RabbitMQ",
                seed * 60 * SECOND,
                90,
                12,
                facts,
                List.of(new KillPoint.Hit("a point", "api-gateway-1.1", seed)),
                List.of(),
                Verdict.of(facts, Limits.goals()));
    }

    @Test
    void addsRunsFromWhatTheyLeftOnDisk() throws IOException {
        Report.write(run(2, false), folder.resolve("b"));
        Report.write(run(1, true), folder.resolve("a"));
        var text = Sum.of(List.of(folder.resolve("b"), folder.resolve("a")));
        assertThat(text.lines().filter(line -> !line.isBlank()))
                .contains(
                        "| 1970-01-01T00:01:00Z | RabbitMQ | 1 | 2 min | 1 | 0, 0 | 1 (1) | 1 PROCESSED | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |",
                        "| 1970-01-01T00:02:00Z | RabbitMQ | 2 | 2 min | 1 | 0, 0 | 1 (1) |  | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |",
                        "| **sum** |  |  | 3 min | 2 | 0, 0 | 2 (1) | 1 PROCESSED | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |",
                        "| from the reply to the journal, replies | p50, ms | p99, ms | max, ms |",
                        "| 0 | 0 | 0 | 0 |",
                        "| kill -9 broker | 2 | 0 | 0 | 0 | – | – | – | – | 0.0 | 1.0 |",
                        "| database | 180.0 | 1,000 | 1,000 | 1.0 |",
                        "| api-gateway | 2 | 1.0 | 2.0 | 2.0 | 0 |",
                        "| a point | 2 | 2 |");
        assertThat(Files.readString(folder.resolve("a/report.html")))
                .contains("Every promise was kept");
        assertThat(Files.readString(folder.resolve("b/report.html")))
                .contains("1 finding,", "LOST", "make chaos SEED=2");
    }
}
