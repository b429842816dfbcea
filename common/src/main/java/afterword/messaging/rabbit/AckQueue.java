// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Acknowledges deliveries of one channel: what is contiguous in one frame, the rest one by one.
/// Under load a whole batch is one frame; a lone delivery is acknowledged at once.
///
/// `settled` may be called from any thread; one virtual thread writes.
final class AckQueue implements AutoCloseable {

    private final Channel channel;
    private final BlockingQueue<Long> settled = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread acker;

    // below: the acker only
    private long prefix; // every tag up to here is acknowledged
    private final TreeSet<Long> ahead =
            new TreeSet<>(); // acknowledged one by one, above the prefix

    AckQueue(Channel channel) {
        this.channel = channel;
        this.acker = Thread.ofVirtual().name("rabbit-acks").start(this::run);
    }

    void settled(long tag) {
        settled.add(tag);
    }

    private void run() {
        var tags = new ArrayList<Long>();
        try {
            while (!closed.get() || !settled.isEmpty()) {
                tags.clear();
                tags.add(settled.take());
                settled.drainTo(tags);
                tags.removeIf(tag -> tag == 0);
                tags.sort(null);
                acknowledge(tags);
            }
        } catch (InterruptedException _) {
            // only close interrupts, after its wait
        } catch (IOException | AlreadyClosedException _) {
            // the channel is gone: the broker delivers again, and the handler finds the work done
        }
    }

    private void acknowledge(List<Long> tags) throws IOException {
        long last = 0;
        for (long tag : tags) {
            if (tag == prefix + 1) {
                prefix = tag;
                last = tag;
                absorb();
            } else {
                channel.basicAck(tag, false);
                ahead.add(tag);
            }
        }
        if (last > 0) {
            // the tag must be one that is still open: the broker refuses a multiple ack of a tag it
            // no longer knows
            channel.basicAck(last, true);
        }
    }

    private void absorb() {
        while (!ahead.isEmpty() && ahead.first() == prefix + 1) {
            prefix = ahead.removeFirst();
        }
    }

    /// Writes what is settled, bounded, and ends.
    @Override
    public void close() {
        closed.set(true);
        settled.add(0L); // wakes the acker; tag 0 is never a delivery
        try {
            if (!acker.join(java.time.Duration.ofSeconds(2))) {
                acker.interrupt();
            }
        } catch (InterruptedException _) {
            acker.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
