// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.Catalog;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.LanguageModel;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.RawServer;
import afterword.analysis.llm.Reading;
import afterword.analysis.llm.TestModels;
import afterword.analysis.memory.MemoryRequest;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.memory.TestMemory;
import afterword.analysis.money.Budgets;
import afterword.analysis.money.Prices;
import afterword.analysis.outcome.Announced;
import afterword.analysis.pacing.Lanes;
import afterword.analysis.pacing.TestLanes;
import afterword.analysis.transcript.TokenEncoding;
import afterword.concurrent.CpuPool;
import afterword.contract.AnalysisStatus;
import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import afterword.simulator.FaultRule;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import afterword.testing.FakeBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One run of one fault on one route: a conversation of three parts, visited by the real retry loop
/// through real gates, over real HTTP against a simulator of its own.
///
/// What it sees does not depend on how busy the machine is. Calls of the struck part begin when the
/// other parts have their answers; only they have the fault's limits, and all others a minute; and
/// a silence lasts ten minutes where a limit is to end it.
final class FaultCell implements AutoCloseable {

    private static final Duration PATIENT = Duration.ofMinutes(1);
    private static final String MAIN = "main-model";
    private static final String FALLBACK = "fallback-model";
    private static final List<String> PARTS = List.of("questions", "emotion", "memories");

    private final FaultRow row;
    private final FaultRow.Route route;
    private final CpuPool cpu;
    private final Catalog catalog;
    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final JsonHttp patient = TestModels.http(PATIENT, PATIENT);
    private final FaultRow.Limits limits;
    private final JsonHttp strict;
    private final @Nullable RawServer odd;
    private final CountDownLatch others = new CountDownLatch(PARTS.size() - 1);
    private final AtomicBoolean healed = new AtomicBoolean();
    private final FakeLedger ledger = new FakeLedger();
    private final FakeBroker broker = new FakeBroker();
    private final Lanes lanes;
    private final Visit.Tools tools;

    FaultCell(
            FaultRow row,
            FaultRow.Route route,
            FaultRow.Variant variant,
            CpuPool cpu,
            Catalog catalog)
            throws IOException {
        this.row = row;
        this.route = route;
        this.cpu = cpu;
        this.catalog = catalog;
        // where the hedge is to win, no limit may come before it
        boolean hedged = row.hedged() && route == FaultRow.Route.MAIN;
        this.limits = hedged ? FaultRow.Limits.NONE : row.limits();
        this.strict = TestModels.http(limits.firstByte(), limits.idle());
        this.odd = row.place() == FaultRow.Place.CLOSES_ONCE ? closingOnce(simulator) : null;
        simulator.faults(rules(variant.on(route)));
        var models =
                new Models(
                        route(model("main", MAIN, route != FaultRow.Route.FALLBACK)),
                        route(model("fallback", FALLBACK, route != FaultRow.Route.MAIN)));
        var settings = TestLanes.settings(Map.of());
        this.lanes =
                TestLanes.withMemory(
                        TestLanes.of(models, settings, 5, hedged ? PARTS.size() : 0),
                        row.memory() != FaultRow.Memory.NONE
                                ? TestLanes.lane(
                                        MemoryStore.PROVIDER, MemoryStore.MODEL, 8, settings)
                                : null);
        ledger.holds(conversation());
        this.tools = tools(models, hedged, settings.patience());
    }

    private FaultRule[] rules(FaultRule fault) {
        if (row.memory() != FaultRow.Memory.NONE) {
            return new FaultRule[] {fault.part("memory")};
        }
        var struck = fault.part(row.part());
        return switch (route) {
            case MAIN -> new FaultRule[] {struck.on(MAIN)};
            case FALLBACK ->
                    new FaultRule[] {
                        FaultRule.status(503, "").part(row.part()).on(MAIN), struck.on(FALLBACK)
                    };
            case BOTH -> new FaultRule[] {struck.on(MAIN), struck.on(FALLBACK)};
        };
    }

    private static Models.Route route(LanguageModel model) {
        return new Models.Route(model, 8, Models.Limits.NONE);
    }

    private LanguageModel model(String provider, String name, boolean struck) {
        var well = TestModels.at(provider, simulator.baseUrl(), name, row.stream(), patient);
        if (!struck) {
            return new PartModel(well, null);
        }
        var base =
                switch (row.place()) {
                    case SIMULATOR -> simulator.baseUrl();
                    case NOBODY -> "http://127.0.0.1:1";
                    case CLOSES_ONCE -> odd == null ? "" : odd.uri().resolve("/").toString();
                };
        return new PartModel(well, TestModels.at(provider, base, name, row.stream(), strict));
    }

    /// Closes each connection's first request unanswered, once in all; then it is the simulator.
    private static RawServer closingOnce(Simulator simulator) throws IOException {
        var closed = new AtomicBoolean();
        return new RawServer(wire -> {
            if (closed.getAndSet(true)) {
                wire.relay(simulator.port());
            }
        });
    }

    private Visit.Tools tools(Models models, boolean hedged, Duration patience) {
        var meters = new RunMeters(new SimpleMeterRegistry(), Set.of(MAIN, FALLBACK));
        var delays =
                new ParkDelay(
                        new RunSettings.Park(
                                Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24)),
                        new Random(1));
        var runner =
                new PartRunner(
                        ledger,
                        meters,
                        new Caller(ledger, meters, Prices.none(), Budgets.none()),
                        new PartRunner.Tools(
                                _ -> true,
                                delays,
                                lanes,
                                hedged ? Duration.ofMillis(100) : Duration.ofHours(1),
                                patience,
                                limits.quick()));
        var formatting = new Formatting(cpu, TokenEncoding.O200K_BASE);
        return new Visit.Tools(
                ledger,
                catalog,
                new Asks(models, lanes, memory(), formatting),
                runner,
                meters,
                Announced.to(broker),
                3,
                Duration.ofMinutes(5));
    }

    /// The number of calls, their classes in their order, and how the part ended.
    String run() throws InterruptedException {
        var key = Samples.key();
        var _ = new Visit(tools, new Claim(key, 1, 0, null, states()), null).visit();
        if (row.twice()) {
            healed.set(true);
            simulator.faults();
            journal().forEach(ledger::earlier);
            var _ = new Visit(tools, new Claim(key, 2, 0, null, states()), null).visit();
        }
        for (var part : PARTS) {
            if (!part.equals(row.part())) {
                assertThat(ledger.part(part).status())
                        .as("%s %s: %s", row.id(), route, part)
                        .isEqualTo(AnalysisStatus.SUCCEEDED);
            }
        }
        assertThat(lanes.models()).allMatch(lane -> lane.gate().inFlight() == 0);
        var calls = ended();
        assertThat(calls.stream().collect(Collectors.groupingBy(CallRow::fence)).values())
                .allMatch(visit -> visit.size() <= 3);
        var classes =
                calls.stream()
                        .map(call -> "`" + call.found() + "`")
                        .collect(Collectors.joining(" "));
        return calls.size() + ": " + classes + " → " + end();
    }

    private String end() {
        var part = ledger.part(row.part());
        var text = part.status() + (part.reason() == null ? "" : " " + part.reason());
        var delay = part.delay();
        return delay != null && delay.compareTo(Duration.ofMinutes(1)) > 0
                ? text + " for " + delay.toMinutes() + " min"
                : text;
    }

    private List<CallRow> ended() {
        return ledger.all(Write.Called.class).stream()
                .map(Write.Called::row)
                .filter(call -> call.name().equals(row.part()))
                .filter(call -> call.phase() == CallRow.Phase.ENDED)
                .sorted(Comparator.comparingLong(CallRow::fence).thenComparingInt(CallRow::number))
                .toList();
    }

    private List<EarlierCall> journal() {
        return ended().stream()
                .map(call ->
                        new EarlierCall(
                                call.name(),
                                call.fence(),
                                call.number(),
                                call.provider(),
                                call.model(),
                                call.found(),
                                null,
                                0,
                                null,
                                null,
                                null))
                .toList();
    }

    /// What is open is to be worked on; what has its answer keeps it.
    private List<PartState> states() {
        var states = new ArrayList<PartState>();
        for (var analysis : catalog.current()) {
            var name = analysis.pin().name();
            var done =
                    ledger.all(Write.PartEnded.class).stream()
                            .filter(end -> end.name().equals(name))
                            .filter(end -> end.status() == AnalysisStatus.SUCCEEDED)
                            .findFirst();
            var open =
                    analysis instanceof Analysis.Derived
                            ? AnalysisStatus.PENDING
                            : AnalysisStatus.RUNNING;
            states.add(
                    new PartState(
                            states.size(),
                            analysis.pin(),
                            done.map(Write.PartEnded::status).orElse(open),
                            done.map(Write.PartEnded::result).orElse(null),
                            0));
        }
        return states;
    }

    /// Long enough that half of it is much less.
    private static Conversation conversation() {
        var turns = new Turn[200];
        for (int i = 0; i < turns.length; i++) {
            turns[i] =
                    new Turn(
                            i % 2 == 0 ? Role.USER : Role.BOT,
                            "I love star number " + i + ". Why does it shine?",
                            Samples.END);
        }
        return Samples.conversation(turns);
    }

    /// Asks the model with the fault about the struck part, once the other parts have their
    /// answers.
    private final class PartModel implements LanguageModel {

        private final LanguageModel well;
        private final @Nullable LanguageModel struck;

        /// @param struck asked about the struck part; null where this lane has no fault
        PartModel(LanguageModel well, @Nullable LanguageModel struck) {
            this.well = well;
            this.struck = struck;
        }

        @Override
        public String provider() {
            return well.provider();
        }

        @Override
        public String model() {
            return well.model();
        }

        @Override
        public CallEnd call(Prompt prompt) throws InterruptedException {
            if (!prompt.schemaName().equals(row.part())) {
                var end = well.call(prompt);
                others.countDown();
                return end;
            }
            others.await();
            return healed.get() || struck == null
                    ? well.call(prompt)
                    : struck.call(within(prompt, limits.total()));
        }

        private static Prompt within(Prompt prompt, Duration total) {
            return new Prompt(
                    prompt.system(),
                    prompt.user(),
                    prompt.schemaName(),
                    prompt.schema(),
                    prompt.maxTokens(),
                    total,
                    prompt.repair(),
                    prompt.repeatKey());
        }

        @Override
        public Reading read(byte[] body) {
            return well.read(body);
        }
    }

    /// The memory service, asked once the other parts have their answers.
    private @Nullable MemoryStore memory() {
        var base = simulator.baseUrl();
        return switch (row.memory()) {
            case NONE -> null;
            case SELF_HOSTED -> patiently(TestMemory.at(base, patient));
            case HOSTED -> patiently(TestMemory.hosted(base, patient));
        };
    }

    private MemoryStore patiently(MemoryStore store) {
        return new MemoryStore() {
            @Override
            public int callsInFlight() {
                return store.callsInFlight();
            }

            @Override
            public CallEnd find(MemoryRequest request) throws InterruptedException {
                others.await();
                return store.find(request);
            }

            @Override
            public CallEnd add(MemoryRequest request) throws InterruptedException {
                others.await();
                return store.add(request);
            }

            @Override
            public Reading read(UUID eventId, byte[] body) {
                return store.read(eventId, body);
            }
        };
    }

    @Override
    public void close() {
        strict.close();
        patient.close();
        if (odd != null) {
            odd.close();
        }
        simulator.close();
        broker.close();
    }
}
