// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import org.springframework.context.SmartLifecycle;

/// Listens to the board while runs may start, shows the lanes to the console, and gives leased
/// credit back after the last call.
final class PacingLifecycle implements SmartLifecycle {

    /// Before runs start, after they have ended.
    private static final int PHASE = 50;

    private final BoardWatch board;
    private final Lanes lanes;
    private final LaneReports reports;
    private volatile boolean running; // written by start and stop

    PacingLifecycle(BoardWatch board, Lanes lanes, LaneReports reports) {
        this.board = board;
        this.lanes = lanes;
        this.reports = reports;
    }

    @Override
    public void start() {
        running = true;
        board.start(lanes);
        reports.start();
    }

    @Override
    public void stop() {
        board.stop();
        reports.stop();
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
