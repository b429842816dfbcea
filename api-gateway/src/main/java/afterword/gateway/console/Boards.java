// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import afterword.gateway.live.Note;
import afterword.gateway.live.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/// Looks at the pages for all viewers of this process with one thread: each page once per pace
/// however many watch it, none while nobody watches.
///
/// A look that took long is followed by a pause four times as long. Thread-safe.
final class Boards implements SmartLifecycle {

    private static final int PAUSE_PER_LOOK = 4;
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Note AWAY = Note.of("away", "{\"reason\":\"store\"}");

    private final Map<String, Board> boards = new HashMap<>();
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Board.View, Long> due = new HashMap<>(); // used by the poller alone
    private @Nullable Thread poller; // written by start and stop
    private volatile boolean running; // written by start and stop, read by the poller

    /// Identity counts. A fresh one is served at once, whenever its page is due.
    private static final class Viewer {

        private final Board.View view;
        private final Reader reader;
        private boolean served; // used by the poller alone

        Viewer(Board.View view, Reader reader) {
            this.view = view;
            this.reader = reader;
        }
    }

    Boards(List<Board> boards) {
        boards.forEach(board -> this.boards.put(board.page(), board));
    }

    /// Looks once.
    String read(Board.View view) {
        return board(view).read(view);
    }

    private Board board(Board.View view) {
        var board = boards.get(view.page());
        if (board == null) {
            throw Refusal.of(
                    ProblemKind.PARAMETER, "page is now, analyses, providers or dead-letters.");
        }
        return board;
    }

    /// Refuses a page that does not exist, before a stream begins.
    void check(Board.View view) {
        board(view);
    }

    /// Lets a reader watch a page.
    ///
    /// @return ends it
    Runnable watch(Board.View view, Reader reader) {
        var viewer = new Viewer(view, reader);
        viewers.add(viewer);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return () -> viewers.remove(viewer);
    }

    private void poll() {
        try {
            while (running) {
                awaitDue();
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    /// Nanoseconds until a page is due; a long time while nobody watches.
    private long nextDue() {
        long now = System.nanoTime();
        long wait = TimeUnit.MINUTES.toNanos(1);
        for (var viewer : viewers) {
            var at = due.get(viewer.view);
            wait = Math.min(wait, at == null || !viewer.served ? 0 : at - now);
        }
        return wait;
    }

    private void awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long wait = nextDue(); running && wait > 0; wait = nextDue()) {
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        long now = System.nanoTime();
        var groups = new HashMap<Board.View, List<Viewer>>();
        for (var viewer : viewers) {
            groups.computeIfAbsent(viewer.view, _ -> new ArrayList<>()).add(viewer);
        }
        due.keySet().retainAll(new HashSet<>(groups.keySet()));
        groups.forEach((view, group) -> {
            var at = due.get(view);
            boolean fresh = group.stream().anyMatch(viewer -> !viewer.served);
            if (at == null || at - now <= 0 || fresh) {
                serve(view, group);
            }
        });
    }

    private void serve(Board.View view, List<Viewer> group) {
        long start = System.nanoTime();
        var board = board(view);
        long pause;
        Note note;
        try {
            note = Note.of(view.page(), board.read(view));
            pause = PAUSE_PER_LOOK * (System.nanoTime() - start);
        } catch (DataAccessException | Refusal _) {
            note = AWAY; // the page says so, and goes on when it is back
            pause = AWAY_NANOS;
        }
        due.put(view, System.nanoTime() + Math.max(pause, board.pace().toNanos()));
        for (var viewer : group) {
            viewer.served = true;
            viewer.reader.offer(note);
        }
    }

    @Override
    public void start() {
        running = true;
        poller = Thread.ofVirtual().name("console").start(this::poll);
    }

    @Override
    public void stop() {
        running = false;
        if (poller != null) {
            poller.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
