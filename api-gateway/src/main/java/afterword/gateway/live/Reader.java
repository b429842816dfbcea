// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.live;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One open stream: a small mailbox between whoever has news and the thread that writes to the
/// client.
///
/// Giving news never blocks. Who does not take them is dropped: its mailbox runs full, or a write
/// lasts longer than the server allows. Thread-safe; one thread calls [#pump].
public final class Reader {

    private final int most;
    private final long heartbeatNanos;
    private final long deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Note> mailbox = new ArrayDeque<>(); // guarded by lock
    private @Nullable StreamEnd end; // guarded by lock; the first stays

    Reader(StreamSettings settings) {
        this.most = settings.mailbox();
        this.heartbeatNanos = settings.heartbeat().toNanos();
        this.deadline = System.nanoTime() + settings.limit().toNanos();
    }

    /// Gives news; does nothing once the stream is over.
    public void offer(Note note) {
        lock.lock();
        try {
            if (end != null) {
                return;
            }
            if (mailbox.size() < most) {
                mailbox.addLast(note);
            } else {
                mailbox.clear();
                end = StreamEnd.SLOW;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the stream after what was given already; the first end stays.
    public void end(StreamEnd why) {
        lock.lock();
        try {
            end = end == null ? why : end;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Why it is over; null while it is not.
    public @Nullable StreamEnd end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /// Writes until the end.
    ///
    /// @return why it ended
    StreamEnd pump(OutputStream out) throws InterruptedException {
        try {
            for (@Nullable Note next = take(); next != null; next = take()) {
                out.write(next.bytes());
                out.flush();
            }
            var why = ended();
            if (why != StreamEnd.ENDED) {
                out.write(bye(why).bytes());
                out.flush();
            }
            return why;
        } catch (IOException e) {
            end(timedOut(e) ? StreamEnd.SLOW : StreamEnd.GONE);
            return ended();
        }
    }

    private StreamEnd ended() {
        var why = end();
        return why == null ? StreamEnd.GONE : why;
    }

    private static Note bye(StreamEnd why) {
        return Note.of("bye", "{\"reason\":\"" + why.label() + "\"}");
    }

    /// The next message, a heartbeat in silence, null at the end.
    private @Nullable Note take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long beat = System.nanoTime() + heartbeatNanos;
            while (mailbox.isEmpty() && end == null) {
                long now = System.nanoTime();
                if (deadline - now <= 0) {
                    end = StreamEnd.LIMIT;
                } else if (beat - now <= 0) {
                    return Note.heartbeat();
                } else {
                    changed.await(Math.min(beat - now, deadline - now), TimeUnit.NANOSECONDS);
                }
            }
            return mailbox.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private static boolean timedOut(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
