// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import org.springframework.context.SmartLifecycle;

/// Listens to the board while runs may start, and gives leased credit back after the last call.
final class PacingLifecycle implements SmartLifecycle {

    /// Before runs start, after they have ended.
    private static final int PHASE = 50;

    private final BoardWatch board;
    private final Lanes lanes;
    private volatile boolean running; // written by start and stop

    PacingLifecycle(BoardWatch board, Lanes lanes) {
        this.board = board;
        this.lanes = lanes;
    }

    @Override
    public void start() {
        running = true;
        board.start(lanes);
    }

    @Override
    public void stop() {
        board.stop();
        lanes.all().forEach(lane -> lane.gate().close());
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
