// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.messaging.Broker;
import afterword.messaging.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/// Whether the analysis queue is short, measured by the work of the last minute.
///
/// A minute's work is what all instances together have closed in it, read off the head of the feed,
/// which costs one row. For one thread.
final class Traffic {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Sample(long nanos, long head) {}

    private final Broker broker;
    private final String group;
    private final LongSupplier feedHead;
    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /// @param group of the analysis-workers, where the broker counts by group
    /// @param feedHead how many ends the feed has had
    /// @param nanoTime monotonic
    Traffic(Broker broker, String group, LongSupplier feedHead, LongSupplier nanoTime) {
        this.broker = broker;
        this.group = group;
        this.feedHead = feedHead;
        this.nanoTime = nanoTime;
    }

    /// Whether the queue holds less than a minute's work, or at most `few`.
    ///
    /// @return false where the broker cannot tell
    boolean light(long few) {
        long work = samples.isEmpty() ? 0 : samples.getLast().head() - samples.getFirst().head();
        var waiting = broker.backlog(group, Route.ANALYSIS_REQUESTED).get(Route.ANALYSIS_REQUESTED);
        return waiting != null && waiting <= Math.max(few, work);
    }

    /// Looks at the feed; to be called every second or so.
    void sample() {
        long now = nanoTime.getAsLong();
        samples.addLast(new Sample(now, feedHead.getAsLong()));
        while (samples.size() > 1 && now - samples.getFirst().nanos() > MINUTE.toNanos()) {
            samples.removeFirst();
        }
    }
}
