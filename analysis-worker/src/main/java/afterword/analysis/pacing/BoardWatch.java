// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.concurrent.Repeater;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries holds to the board and from it to the gates, on a thread of its own, so that no call
/// waits for the database because of them. Thread-safe.
final class BoardWatch {

    private static final Logger LOG = LoggerFactory.getLogger(BoardWatch.class);
    private static final int MOST_UNTOLD = 64;

    private final Board board;
    private final Duration every;
    private final ConcurrentLinkedQueue<Board.Hold> untold = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Repeater repeater; // written by start and stop

    BoardWatch(Board board, Duration every) {
        this.board = board;
        this.every = every;
    }

    /// Tells all workers with the next turn. A hold that is left over for long has lost nothing but
    /// its precision.
    void tell(Board.Hold hold) {
        if (untold.size() < MOST_UNTOLD) {
            untold.add(hold);
        }
    }

    void start(Lanes lanes) {
        var turns =
                new Repeater(
                        "board",
                        every,
                        () -> {
                            turn(lanes);
                            return false;
                        },
                        e ->
                                LOG.warn(
                                        "cannot look at the providers' board now: {}",
                                        e.getMessage()));
        repeater = turns;
        turns.start();
    }

    /// Says what is to be said, then listens.
    void turn(Lanes lanes) {
        Board.Hold hold;
        while ((hold = untold.peek()) != null) {
            board.tell(hold);
            untold.remove(hold);
        }
        for (var told : board.read()) {
            lanes.all()
                    .filter(lane ->
                            lane.provider().equals(told.provider())
                                    && lane.model().equals(told.model()))
                    .forEach(lane -> lane.gate().hold(told.left(), told.why()));
        }
    }

    void stop() {
        var turns = repeater;
        if (turns != null) {
            turns.stop(Duration.ofSeconds(5));
        }
    }
}
