// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// One partition while it is ours: what is handed out, what may be committed.
///
/// An offset is committed when everything before it is released, that is claimed or done: Kafka
/// knows one number per partition, and whatever lies behind it is never delivered again. Used by
/// the poll thread; only [Slot#release] is called by others.
final class Track {

    /// Handed-out messages behind an unreleased one at most; beyond, the partition waits.
    private static final int MOST_SLOTS = 50_000;

    private final TopicPartition partition;
    private final int window;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private final long doubtful;
    private long next;
    private long handed;
    private long committedNext;
    private long committedHanded;

    /// @param next the first offset to come
    /// @param handed offsets below may have been handed out by an owner before
    /// @param doubtful offsets below are marked as perhaps redelivered
    /// @param window how far to hand out beyond what the last commit says
    Track(TopicPartition partition, long next, long handed, long doubtful, int window) {
        this.partition = partition;
        this.next = next;
        this.handed = Math.max(next, handed);
        this.doubtful = doubtful;
        this.window = window;
        this.committedNext = next;
        this.committedHanded = this.handed;
    }

    /// A message handed out; keeps the offset only, so that one slow message does not keep the
    /// bodies of all after it.
    static final class Slot {

        private final long offset;
        // written by whoever settles or leaves it, read by the poll thread
        private volatile boolean released;
        private volatile boolean left;

        Slot(long offset) {
            this.offset = offset;
        }

        void release() {
            released = true;
        }

        /// It was not started and will not be: the partition's next owner begins with it.
        void leave() {
            left = true;
        }

        private boolean started() {
            return !released && !left;
        }
    }

    TopicPartition partition() {
        return partition;
    }

    /// Whether the message at this offset may be handed out: not too far beyond what the last
    /// commit declared, and not too many behind one that is stuck.
    boolean mayHandOut(long offset) {
        return offset < committedHanded + window && slots.size() < MOST_SLOTS;
    }

    /// Notes that a message is handed out.
    Slot handOut(long offset) {
        var slot = new Slot(offset);
        slots.add(slot);
        handed = Math.max(handed, offset + 1);
        return slot;
    }

    /// Whether the message may have been handed out before.
    boolean doubts(long offset) {
        return offset < doubtful;
    }

    /// Moves over what is released at the front.
    void advance() {
        for (var first = slots.peek(); first != null && first.released; first = slots.peek()) {
            next = first.offset + 1;
            slots.poll();
        }
    }

    /// Whether everything that was started is released.
    boolean settled() {
        return slots.stream().noneMatch(Slot::started);
    }

    /// Whether there is something to commit: progress, or a declaration that is half used up.
    boolean commitDue() {
        return next > committedNext || handed > committedHanded + window / 2;
    }

    /// What to commit while more may be handed out.
    OffsetAndMetadata commit() {
        return new OffsetAndMetadata(next, new Mark(false, handed).text());
    }

    /// What to commit when nothing more will be handed out. What was left unstarted does not count
    /// as handed out: an orderly end must not look like a death.
    OffsetAndMetadata lastCommit() {
        long started = next;
        for (var slot : slots) {
            if (!slot.left) {
                started = Math.max(started, slot.offset + 1);
            }
        }
        return new OffsetAndMetadata(next, new Mark(true, started).text());
    }

    /// The broker has a commit of ours.
    void committed(OffsetAndMetadata commit) {
        committedNext = Math.max(committedNext, commit.offset());
        var mark = Mark.read(commit.metadata());
        if (mark != null) {
            committedHanded = Math.max(committedHanded, mark.handed());
        }
    }
}
