// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.messaging.Message;
import afterword.messaging.RowOutbox;
import afterword.persistence.Views;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Spills into PostgreSQL: two writers take what waits in one insert and one commit, so that the
/// spill keeps up with the gateway. A lone event never waits for company.
///
/// Bounded by its queue, by rows and by bytes. Thread-safe.
final class PostgresSpill implements Spill, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSpill.class);
    private static final int WRITERS = 2;
    private static final int BATCH_BYTES = 4 << 20;
    private static final long LEVEL_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final Comparator<Request> BY_ID =
            Comparator.comparing(request -> request.event().id().value());

    /// An event and who waits for it.
    private record Request(Intake event, CompletableFuture<Boolean> kept) {}

    private final SpillTable table;
    private final Views migrated;
    private final Handover handover;
    private final SpillSettings settings;
    private final BlockingQueue<Request> queue;
    private final List<Thread> writers = new ArrayList<>();
    private final AtomicLong levelDue = new AtomicLong(System.nanoTime());
    private volatile SpillTable.Level level =
            SpillTable.Level.EMPTY; // written by the writers, a lost addition is found next second
    private volatile boolean failing; // written by the writers; one log line per change

    /// @param migrated whether the table is there
    PostgresSpill(SpillTable table, Views migrated, Handover handover, SpillSettings settings) {
        this.table = table;
        this.migrated = migrated;
        this.handover = handover;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        for (int i = 1; i <= WRITERS; i++) {
            writers.add(Thread.ofVirtual().name("spill-" + i).start(this::write));
        }
    }

    /// What lay in the table when somebody last looked.
    SpillTable.Level level() {
        return level;
    }

    @Override
    public CompletableFuture<Boolean> keep(Intake event) {
        var kept = new CompletableFuture<Boolean>();
        if (full() || !queue.offer(new Request(event, kept))) {
            kept.complete(false);
        }
        return kept;
    }

    @Override
    public boolean open() {
        try {
            level = table.level();
            return !full();
        } catch (DataAccessException _) {
            return false;
        }
    }

    private boolean full() {
        return level.events() >= settings.events() || level.bytes() >= settings.size().toBytes();
    }

    private void write() {
        try {
            while (true) {
                var batch = next();
                if (!batch.isEmpty()) {
                    insert(batch);
                } else if (level.events() > 0) {
                    look(); // somebody else may have relayed; a full spill hears of it here
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// What waits, without those whose callers have given up; nothing after a second's rest.
    private List<Request> next() throws InterruptedException {
        var batch = new ArrayList<Request>();
        int bytes = 0;
        for (var request = queue.poll(LEVEL_EVERY, TimeUnit.NANOSECONDS);
                request != null;
                request = queue.poll()) {
            if (!request.kept().isDone()) {
                batch.add(request);
                bytes += request.event().message().body().length;
            }
            if (batch.size() == settings.batch() || bytes >= BATCH_BYTES) {
                break;
            }
        }
        batch.sort(BY_ID);
        return batch;
    }

    private void insert(List<Request> batch) {
        var events = batch.stream().map(Request::event).toList();
        boolean kept = insertAll(events);
        for (var request : batch) {
            request.kept().complete(kept);
        }
        if (kept) {
            level = level.plus(events);
            look();
        }
    }

    /// Unknown is no promise: the rows may be there, and the events will then be duplicates.
    private boolean insertAll(List<Intake> events) {
        var numbers =
                LongStream.generate(handover::drawSpill).limit(events.size()).boxed().toList();
        var inserted = Set.<Long>of();
        try {
            inserted = table.insert(events, handover.process(), numbers);
            tell(false, "");
            return true;
        } catch (RuntimeException e) {
            // outermost frame of the writer: one bad batch must not end it
            tell(true, e.getClass().getSimpleName());
            return false;
        } finally {
            for (long number : numbers) {
                handover.spilled(number, inserted.contains(number));
            }
        }
    }

    /// Counts what lies there, at most once a second.
    private void look() {
        long due = levelDue.get();
        long now = System.nanoTime();
        if (now - due >= 0 && levelDue.compareAndSet(due, now + LEVEL_EVERY)) {
            try {
                level = table.level();
            } catch (DataAccessException e) {
                LOG.debug("spill not counted: {}", e.getClass().getSimpleName());
            }
        }
    }

    /// The rows for the relay, which looks at the level as it goes.
    RowOutbox.Rows<Long> rows() {
        return new RowOutbox.Rows<>() {
            @Override
            public List<Long> claim(int limit) {
                if (!migrated.present()) {
                    return List.of(); // the background migration has not come so far
                }
                var claimed = table.claim(limit, settings.relayAgain());
                look();
                return claimed;
            }

            @Override
            public Map<Long, Message> messages(List<Long> rows) {
                return table.messages(rows);
            }

            @Override
            public void confirmed(List<Long> rows) {
                table.confirmed(rows);
            }
        };
    }

    private void tell(boolean fails, String why) {
        if (fails != failing) {
            failing = fails;
            if (fails) {
                LOG.warn("spill cannot keep events: {}", why);
            } else {
                LOG.info("spill keeps events: {}", level);
            }
        }
    }

    @Override
    public void close() {
        writers.forEach(Thread::interrupt);
    }
}
