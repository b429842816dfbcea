// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.Catalogs;
import afterword.analysis.catalog.Pin;
import afterword.analysis.llm.Models;
import afterword.analysis.money.Budgets;
import afterword.analysis.money.Prices;
import afterword.analysis.pacing.Lanes;
import afterword.analysis.spi.Strategy;
import afterword.concurrent.Deadline;
import afterword.contract.AnalysisStatus;
import afterword.contract.Conversation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A worker without a database and a broker: runs of one part each, started as far as they can be
/// placed, parked until they are due. The retry loop, the gates and the budgets are the real ones.
final class MiniWorker {

    /// A parked part.
    private record Parked(int number, int parks, long due) {}

    /// Keeps the last end of each part and how many calls were made.
    private static final class Book implements Ledger {

        final Map<RunKey, Write.PartEnded> ends = new ConcurrentHashMap<>();

        @Override
        public Optional<Conversation> conversation(RunKey key) {
            return Optional.empty();
        }

        @Override
        public Map<RunKey, Conversation> conversations(List<RunKey> keys) {
            return Map.of();
        }

        @Override
        public List<EarlierCall> calls(RunKey key) {
            return List.of();
        }

        @Override
        public Stored write(Write write) {
            if (write instanceof Write.PartEnded end) {
                ends.put(end.key(), end);
            }
            return Stored.KEPT;
        }

        @Override
        public CompletableFuture<Stored> offer(Write.PartEnded end) {
            return CompletableFuture.completedFuture(write(end));
        }

        @Override
        public void note(Write.Called line) {}

        @Override
        public void closeErased(RunKey key) {}
    }

    private final Book book = new Book();
    private final AnswerSchema schema = NumberAsk.schemaOf(Catalogs.builtIn());
    private final Models models;
    private final Lanes lanes;
    private final LongSupplier ticker;
    private final PartRunner runner;
    private final PriorityQueue<Parked> parked =
            new PriorityQueue<>(Comparator.comparingLong(Parked::due)); // guarded by itself

    MiniWorker(Models models, Lanes lanes, Duration hedgeLeast, LongSupplier ticker) {
        this.models = models;
        this.lanes = lanes;
        this.ticker = ticker;
        var meters = new RunMeters(new SimpleMeterRegistry(), Set.of("m"));
        var delays =
                new ParkDelay(
                        new RunSettings.Park(
                                Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24)),
                        new Random(1));
        this.runner =
                new PartRunner(
                        book,
                        meters,
                        new Caller(book, meters, Prices.none(), Budgets.none()),
                        new PartRunner.Tools(
                                _ -> true,
                                delays,
                                lanes,
                                hedgeLeast,
                                Duration.ofSeconds(20),
                                PartRunner.Tools.QUICK));
    }

    /// Works on a new part.
    ///
    /// @return how it ended this time
    AnalysisStatus work(int number, @Nullable Strategy strategy) throws InterruptedException {
        return work(number, 0, strategy);
    }

    private AnalysisStatus work(int number, int parks, @Nullable Strategy strategy)
            throws InterruptedException {
        var key = Samples.key();
        var part =
                new PartState(0, new Pin("emotion", 1, "x"), AnalysisStatus.RUNNING, null, parks);
        var ask = new NumberAsk(number, models, lanes.models(), schema, strategy);
        var deadline = Deadline.after(Duration.ofMinutes(2));
        runner.run(new PartRunner.Work(key, 1, part, ask, List.of(), deadline));
        var end = book.ends.remove(key);
        if (end == null) {
            return AnalysisStatus.RUNNING; // abandoned
        }
        if (end.status() == AnalysisStatus.PARKED && end.delay() != null) {
            synchronized (parked) {
                parked.add(
                        new Parked(number, parks + 1, ticker.getAsLong() + end.delay().toNanos()));
            }
        }
        return end.status();
    }

    /// Works on a parked part that is due, if there is one.
    ///
    /// @return how it ended this time; empty when none is due
    Optional<AnalysisStatus> wake() throws InterruptedException {
        Parked due;
        synchronized (parked) {
            due = parked.peek();
            if (due == null || due.due() > ticker.getAsLong()) {
                return Optional.empty();
            }
            parked.remove();
        }
        return Optional.of(work(due.number(), due.parks(), null));
    }

    /// Whether a parked part is due.
    boolean anyDue() {
        synchronized (parked) {
            var first = parked.peek();
            return first != null && first.due() <= ticker.getAsLong();
        }
    }

    /// Parts that wait.
    int waiting() {
        synchronized (parked) {
            return parked.size();
        }
    }
}
