// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.catalog.Catalog;
import afterword.analysis.catalog.Catalogs;
import afterword.concurrent.CpuPool;
import afterword.simulator.ContentFault;
import afterword.simulator.FaultRule;
import afterword.simulator.ReplyFault;
import afterword.simulator.WireFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What 26 faults lead to on three routes. The page docs/fault-matrix.md is what this test saw; it
/// fails when it sees anything else, and writes the page with `-Dfault-matrix.write=true`.
@Timeout(300)
class FaultMatrixIT {

    private static final Path PAGE = Path.of("../docs/fault-matrix.md");
    private static final int AT_ONCE = 16;

    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    private static final List<FaultRow> ROWS =
            List.of(
                    FaultRow.of("L-01", "no connection: nobody listens").at(FaultRow.Place.NOBODY),
                    FaultRow.of(
                            "L-02",
                            "503, 500, 502, 504, 529",
                            FaultRule.status(503, ""),
                            FaultRule.status(500, ""),
                            FaultRule.status(502, ""),
                            FaultRule.status(504, ""),
                            FaultRule.status(529, "")),
                    FaultRow.of(
                            "L-03",
                            "429, `Retry-After: 1`, or a date 3 s away",
                            FaultRule.status(429, "1"),
                            FaultRule.status(429, "date+3s")),
                    FaultRow.of(
                            "L-04", "429, `Retry-After: 86400`", FaultRule.status(429, "86400")),
                    FaultRow.of(
                            "L-04",
                            "429, `Retry-After: -1`, or `abc`, or none",
                            FaultRule.status(429, "-1"),
                            FaultRule.status(429, "abc"),
                            FaultRule.status(429, "")),
                    FaultRow.of(
                            "L-05",
                            "quota spent: 429 `insufficient_quota`, 402",
                            FaultRule.of(ReplyFault.QUOTA),
                            FaultRule.status(402, "")),
                    FaultRow.of(
                            "L-06",
                            "stale connection: reset before any byte, once",
                            FaultRule.of(WireFault.RESET_BEFORE).times(1)),
                    FaultRow.of(
                                    "L-07",
                                    "closed instead of a reply, once (we speak HTTP/1.1, which has no"
                                            + " GOAWAY)")
                            .at(FaultRow.Place.CLOSES_ONCE),
                    FaultRow.of(
                            "L-08", "reset after the request", FaultRule.of(WireFault.RESET_AFTER)),
                    FaultRow.of(
                                    "L-09",
                                    "no first byte",
                                    FaultRule.of(WireFault.NO_HEADERS).delay(FOR_EVER))
                            .within(FaultRow.Limits.FIRST_BYTE)
                            .withHedge(),
                    FaultRow.of(
                                    "L-10",
                                    "a byte of the body now and then",
                                    FaultRule.of(WireFault.DRIP).delay(Duration.ofMillis(100)))
                            .within(FaultRow.Limits.TOTAL),
                    FaultRow.of(
                                    "L-10",
                                    "half of the reply, then silence",
                                    FaultRule.of(WireFault.STALL).delay(FOR_EVER))
                            .within(FaultRow.Limits.IDLE),
                    FaultRow.of(
                                    "L-11",
                                    "stream that ends in the middle: closed, reset, or `[DONE]`"
                                            + " without a finish reason",
                                    FaultRule.of(WireFault.CUT),
                                    FaultRule.of(WireFault.CUT_RESET),
                                    FaultRule.of(WireFault.NO_FINISH))
                            .streamed(),
                    FaultRow.of(
                                    "L-12",
                                    "stream without `[DONE]`, or that stays open after it",
                                    FaultRule.of(WireFault.NO_DONE),
                                    FaultRule.of(WireFault.DONE_OPEN).delay(FOR_EVER))
                            .streamed(),
                    FaultRow.of(
                                    "L-13",
                                    "comments, CRLF, split characters; an event of 300 kB",
                                    FaultRule.of(WireFault.NOISE),
                                    FaultRule.of(WireFault.BIG_EVENT))
                            .streamed(),
                    FaultRow.of(
                                    "L-13",
                                    "two JSON texts in one line of a stream",
                                    FaultRule.of(WireFault.TWO_IN_LINE))
                            .streamed(),
                    FaultRow.of(
                            "L-14",
                            "200 with an error in the body",
                            FaultRule.of(ReplyFault.ERROR_BODY)),
                    FaultRow.of(
                                    "L-14",
                                    "error event within a stream",
                                    FaultRule.of(WireFault.ERROR_EVENT))
                            .streamed(),
                    FaultRow.of(
                            "L-15",
                            "200 with a page of HTML, or with nothing",
                            FaultRule.of(ReplyFault.HTML),
                            FaultRule.of(ReplyFault.EMPTY)),
                    FaultRow.of(
                            "L-15",
                            "a length that is not true",
                            FaultRule.of(WireFault.LENGTH_MISMATCH)),
                    FaultRow.of(
                            "L-16",
                            "answer cut at the token limit",
                            FaultRule.of(ContentFault.TRUNCATED)),
                    FaultRow.of(
                            "L-17",
                            "the provider's filter declines",
                            FaultRule.of(ContentFault.CONTENT_FILTER)),
                    FaultRow.of(
                            "L-17",
                            "the model declines in prose",
                            FaultRule.of(ContentFault.REFUSAL)),
                    FaultRow.of(
                            "L-18",
                            "context too short for the whole, long enough for half",
                            FaultRule.of(ReplyFault.CONTEXT_LENGTH).above(2000)),
                    FaultRow.of(
                            "L-18",
                            "context too short for anything",
                            FaultRule.of(ReplyFault.CONTEXT_LENGTH)),
                    FaultRow.of(
                            "L-19",
                            "JSON without its end, of another form, with further fields, 5,000"
                                    + " deep; JSON with prose around it",
                            FaultRule.of(ContentFault.MALFORMED),
                            FaultRule.of(ContentFault.WRONG_SCHEMA),
                            FaultRule.of(ContentFault.EXTRA_FIELDS),
                            FaultRule.of(ContentFault.DEEP),
                            FaultRule.of(ContentFault.PROSE)),
                    FaultRow.of(
                            "L-19",
                            "10,000 items: too much to be shown for mending",
                            FaultRule.of(ContentFault.MANY_ITEMS)),
                    FaultRow.of(
                            "L-19", "JSON in a Markdown fence", FaultRule.of(ContentFault.FENCED)),
                    FaultRow.of(
                            "L-20", "every second call fails", FaultRule.status(503, "").rate(0.5)),
                    FaultRow.of("L-21", "slow")
                            .by(route ->
                                    FaultRule.of(WireFault.SLOW)
                                            .delay(
                                                    route == FaultRow.Route.MAIN
                                                            ? Duration.ofSeconds(50)
                                                            : Duration.ofSeconds(1)))
                            .withHedge(),
                    FaultRow.of("L-22", "100 MB", FaultRule.of(WireFault.HUGE)),
                    FaultRow.of(
                            "L-22", "100 MB packed into 100 kB", FaultRule.of(WireFault.GZIP_BOMB)),
                    FaultRow.of("L-22", "100 kB of headers", FaultRule.of(ReplyFault.HEADER_BOMB)),
                    FaultRow.of(
                            "L-22",
                            "redirect into a cloud's network",
                            FaultRule.of(ReplyFault.REDIRECT)),
                    FaultRow.of(
                            "L-23",
                            "two choices, the second of a stranger",
                            FaultRule.of(WireFault.TWO_CHOICES)),
                    FaultRow.of(
                            "L-24",
                            "401, 403",
                            FaultRule.status(401, ""),
                            FaultRule.status(403, "")),
                    FaultRow.of(
                                    "L-25",
                                    "the memory service fails (one service, so three faults instead"
                                            + " of routes: 503, reset once, a page of HTML)")
                            .by(FaultMatrixIT::ofMemory)
                            .ofMemory(FaultRow.Memory.SELF_HOSTED),
                    FaultRow.of("L-25", "the same of the hosted memory service")
                            .by(FaultMatrixIT::ofMemory)
                            .ofMemory(FaultRow.Memory.HOSTED),
                    FaultRow.of(
                                    "L-26",
                                    "one of three parts stalls (visited twice, the second time"
                                            + " without the fault)",
                                    FaultRule.of(WireFault.STALL).delay(FOR_EVER))
                            .within(FaultRow.Limits.IDLE)
                            .thenHealed());

    private static FaultRule ofMemory(FaultRow.Route route) {
        return switch (route) {
            case MAIN -> FaultRule.status(503, "");
            case FALLBACK -> FaultRule.of(WireFault.RESET_BEFORE).times(1);
            case BOTH -> FaultRule.of(ReplyFault.HTML);
        };
    }

    /// The struck part never costs the other two, and no visit makes more than three calls for it:
    /// [FaultCell] looks at that in every cell.
    @Test
    void everyFaultLeadsWhereThePageSays() throws Exception {
        var page = page(seen());
        if (Boolean.getBoolean("fault-matrix.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(differences(Files.readString(PAGE), page))
                .as(
                        "docs/fault-matrix.md (-) says something else than what was seen (+); if what was"
                                + " seen is right: -Dfault-matrix.write=true writes it")
                .isEmpty();
    }

    /// Lines that one has and the other has not.
    private static String differences(String said, String seen) {
        var before = said.lines().toList();
        var after = seen.lines().toList();
        return Stream.concat(
                        before.stream()
                                .filter(line -> !after.contains(line))
                                .map(line -> "- " + line),
                        after.stream()
                                .filter(line -> !before.contains(line))
                                .map(line -> "+ " + line))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void hasAllFaults() {
        assertThat(ROWS.stream().map(FaultRow::id).distinct())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 26).mapToObj("L-%02d"::formatted).toList());
    }

    /// The cells of each row.
    private static List<List<String>> seen() throws Exception {
        var catalog = Catalogs.builtIn();
        var places = new Semaphore(AT_ONCE);
        var cells = new ArrayList<List<Future<String>>>();
        try (var cpu = new CpuPool("cpu", 2, 4096);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var row : ROWS) {
                cells.add(
                        Stream.of(FaultRow.Route.values())
                                .map(route ->
                                        threads.submit(cell(row, route, cpu, catalog, places)))
                                .toList());
            }
            var seen = new ArrayList<List<String>>();
            for (var row : cells) {
                var texts = new ArrayList<String>();
                for (var cell : row) {
                    texts.add(text(cell));
                }
                seen.add(texts);
            }
            return seen;
        }
    }

    private static Callable<String> cell(
            FaultRow row, FaultRow.Route route, CpuPool cpu, Catalog catalog, Semaphore places) {
        return () -> {
            var seen = new LinkedHashSet<String>();
            for (var variant : row.variants()) {
                places.acquire();
                try (var cell = new FaultCell(row, route, variant, cpu, catalog)) {
                    seen.add(cell.run());
                } finally {
                    places.release();
                }
            }
            return String.join(" or ", seen);
        };
    }

    private static String text(Future<String> cell) throws Exception {
        try {
            return cell.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a cell failed", e.getCause());
        }
    }

    private static String page(List<List<String>> seen) throws IOException {
        var rows = new StringBuilder();
        for (int at = 0; at < ROWS.size(); at++) {
            var row = ROWS.get(at);
            rows.append(
                    Stream.concat(Stream.of(row.id(), row.title()), seen.get(at).stream())
                            .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        return """
        # What each fault leads to

        Written by `FaultMatrixIT` (part of `make test`), which fails when a run sees anything else; with `-Dfault-matrix.write=true` it writes the page.
        Real HTTP against the simulator, the real gates and the real retry loop. The faults are those of [simulator.md](simulator.md), the classes those
        of `CallClass`; [llm.md](llm.md) says what each leads to.

        One conversation of three parts is analysed; the fault strikes one part only, `questions` (in L-25 `memories`), and in every cell the other two
        succeed. A cell shows the number of calls of that part, what each was found to be, in their order, and how the part ended. **main**: the main model has the
        fault, the fallback is well. **fallback**: the main model answers 503, so that the fallback is asked, and has the fault. **both**: both have it. A
        fault goes on for ever unless its row says otherwise. No visit makes more than three calls.

        Each cell begins with a full retry budget (5 calls). In the column *main* of L-09 and L-21 the fallback is asked after 100 ms (`hedge`; `CANCELLED` is the
        loser, aborted and booked); elsewhere nothing is hedged. Time-outs are shortened, and a silence is as long as it takes. A part that is PARKED waits with a due
        time and has used up no attempt by what its provider did; it waits for the model that the reason is of.

        | | fault | main | fallback | both |
        | --- | --- | --- | --- | --- |
        %s
        An answer to another conversation that fits the schema (the simulator's `crossed`) cannot be told from a right one, and is not in the table.
        """
                .formatted(rows);
    }
}
