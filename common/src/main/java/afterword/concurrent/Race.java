// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs the same question against several answerers until the first good answer; cancels the rest.
///
/// With starts at zero it is a race, with a later second start a hedge, with [Entrant#onFailure] a
/// failover. Not thread-safe; used once.
///
/// @param <T> what the tasks return
public final class Race<T extends @Nullable Object> {

    /// One who takes part.
    ///
    /// @param startAfter from the start of the race; earlier, when everybody started so far has
    ///   ended without a good answer
    public record Entrant<T extends @Nullable Object>(
            Duration startAfter, Callable<? extends T> task) {

        /// Starts at once.
        public static <T extends @Nullable Object> Entrant<T> now(Callable<? extends T> task) {
            return new Entrant<>(Duration.ZERO, task);
        }

        /// Starts only when everybody before has ended without a good answer.
        public static <T extends @Nullable Object> Entrant<T> onFailure(
                Callable<? extends T> task) {
            return new Entrant<>(Deadline.FARTHEST, task);
        }
    }

    /// How the race ended.
    ///
    /// @param winner index of the first good answer; -1 when there was none
    /// @param ends in the order of the entrants; one that never started is cancelled after no time
    public record Finish<T extends @Nullable Object>(int winner, List<End<T>> ends) {

        /// Whether there was a good answer.
        public boolean won() {
            return winner >= 0;
        }
    }

    private final String name;
    private final List<Entrant<T>> entrants;
    private final Predicate<? super T> good;
    private final Deadline deadline;
    private final List<Deadline> starts;
    private final List<Child<T>> children = new ArrayList<>(); // the caller's thread only
    private final LinkedBlockingQueue<Integer> ended = new LinkedBlockingQueue<>();

    private Race(
            String name, List<Entrant<T>> entrants, Predicate<? super T> good, Deadline deadline) {
        this.name = name;
        this.entrants = List.copyOf(entrants);
        this.good = good;
        this.deadline = deadline;
        this.starts = this.entrants.stream().map(it -> Deadline.after(it.startAfter())).toList();
    }

    /// Runs the race. When it returns or throws, everybody who had started has ended.
    ///
    /// @param name of the threads, for dumps
    /// @param entrants in the order of their start
    /// @param good whether a returned value wins; called on the caller's thread
    /// @param deadline of the whole race; whoever runs then ends as timed out
    /// @throws InterruptedException when the caller was interrupted; everybody has been interrupted
    ///   as well, and has ended
    public static <T extends @Nullable Object> Finish<T> first(
            String name, List<Entrant<T>> entrants, Predicate<? super T> good, Deadline deadline)
            throws InterruptedException {
        return new Race<T>(name, entrants, good, deadline).run();
    }

    private Finish<T> run() throws InterruptedException {
        int winner;
        try {
            winner = awaitWinner();
        } catch (InterruptedException e) {
            children.forEach(Child::cancel);
            Gather.joinAll(children);
            throw e;
        }
        // the winner has ended, so that telling it to stop changes nothing
        children.forEach(winner < 0 ? Child::timeOut : Child::cancel);
        if (Gather.joinAll(children)) {
            throw new InterruptedException("interrupted while losers were ending");
        }
        return new Finish<>(winner < 0 ? lateWinner() : winner, ends());
    }

    /// A good answer that came while its giver was being stopped at the deadline: it is there and
    /// paid for.
    private int lateWinner() {
        for (int index = 0; index < children.size(); index++) {
            if (won(index)) {
                return index;
            }
        }
        return -1;
    }

    /// Starts who is due and waits for ends, until someone wins, nobody is left, or time is up.
    private int awaitWinner() throws InterruptedException {
        int losers = 0;
        while (losers < entrants.size() && !deadline.passed()) {
            while (mayStart(losers)) {
                start();
            }
            Integer index = ended.poll(patience(), TimeUnit.NANOSECONDS);
            if (index != null) {
                if (won(index)) {
                    return index;
                }
                losers++;
            }
        }
        return -1;
    }

    private boolean mayStart(int losers) {
        int next = children.size();
        return next < entrants.size() && (losers == next || starts.get(next).passed());
    }

    private void start() {
        int index = children.size();
        children.add(Child.start(name, entrants.get(index).task(), () -> ended.add(index)));
    }

    private long patience() {
        int next = children.size();
        long left = deadline.nanosLeft();
        return next < starts.size() ? Math.min(left, starts.get(next).nanosLeft()) : left;
    }

    private boolean won(int index) {
        return children.get(index).end() instanceof End.Succeeded<T>(var value, _)
                && good.test(value);
    }

    private List<End<T>> ends() {
        var ends = new ArrayList<End<T>>(entrants.size());
        children.forEach(child -> ends.add(child.end()));
        while (ends.size() < entrants.size()) {
            ends.add(new End.Cancelled<>(Duration.ZERO));
        }
        return List.copyOf(ends);
    }
}
