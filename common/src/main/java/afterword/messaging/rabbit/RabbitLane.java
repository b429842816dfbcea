// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.Confirm;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One channel with one writer: only the writer touches the socket, so that nobody else ever waits
/// for it.
///
/// Walk: [#offer] queues → [#write] numbers, remembers, sends → the broker's ack, nack or return
/// settles by number → [#expire] settles what got no answer.
final class RabbitLane {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitLane.class);

    private final ArrayBlockingQueue<Publication> queue;
    private final ConcurrentNavigableMap<Long, Publication> unconfirmed =
            new ConcurrentSkipListMap<>();
    private final int mostUnconfirmed;
    private final long timeoutNanos;
    private final LongConsumer deadlines;
    private final Thread writer;
    private volatile @Nullable Channel channel; // written by the link's keeper, read by the writer
    private volatile boolean stopped; // written by stop

    /// @param deadlines told by when [#expire] has to look, by [System#nanoTime]
    RabbitLane(String name, RabbitSettings.Publishing settings, LongConsumer deadlines) {
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.mostUnconfirmed = settings.outstanding();
        this.timeoutNanos = settings.confirmTimeout().toNanos();
        this.deadlines = deadlines;
        this.writer = Thread.ofPlatform().daemon().name("rabbit-writer-" + name).start(this::run);
    }

    /// Queues a publication, or refuses it at once.
    void offer(Publication publication) {
        if (channel == null) {
            publication.end(new Confirm.Refused("not connected"));
        } else if (unconfirmed.size() >= mostUnconfirmed || !queue.offer(publication)) {
            publication.end(new Confirm.Refused("too many messages wait for a confirm"));
        }
    }

    /// @param changed to be run when the channel ends
    void open(Connection connection, Runnable changed) throws IOException {
        var opened = connection.createChannel();
        if (opened == null) {
            throw new IOException("the broker allows no further channel");
        }
        opened.addShutdownListener(_ -> changed.run());
        opened.confirmSelect();
        opened.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, new Confirm.Confirmed()),
                (tag, multiple) ->
                        settle(tag, multiple, new Confirm.Refused("nack by the broker")));
        opened.addReturnListener(this::returned);
        channel = opened;
    }

    boolean isOpen() {
        var current = channel;
        return current != null && current.isOpen();
    }

    /// The connection is gone: what was sent is unknown, what was not is refused.
    void lost() {
        channel = null;
        refuseQueued("connection lost");
        settle(Long.MAX_VALUE, true, new Confirm.Unknown("connection lost before the confirm"));
    }

    /// Refuses what no writer has taken yet.
    void refuseQueued(String why) {
        for (Publication waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.end(new Confirm.Refused(why));
        }
    }

    int outstanding() {
        return queue.size() + unconfirmed.size();
    }

    /// Ends what got no confirm in time.
    ///
    /// @return when the next of those that were sent is due; what is sent later tells by itself
    long expire(long now) {
        for (var entry : unconfirmed.entrySet()) {
            long due = entry.getValue().since() + timeoutNanos;
            if (due - now > 0) {
                return due;
            }
            unconfirmed.remove(entry.getKey());
            entry.getValue().end(new Confirm.Unknown("no confirm in time"));
        }
        return now + timeoutNanos;
    }

    void stop() {
        stopped = true;
        writer.interrupt();
    }

    private void run() {
        while (!stopped) {
            try {
                var publication = queue.poll(1, TimeUnit.SECONDS);
                if (publication != null) {
                    write(publication);
                }
            } catch (InterruptedException _) {
                return; // only stop interrupts
            } catch (RuntimeException e) {
                LOG.error("a writer met a bug; it goes on with the next message", e);
            }
        }
    }

    private void write(Publication publication) {
        var current = channel;
        if (current == null) {
            publication.end(new Confirm.Refused("not connected"));
            return;
        }
        if (System.nanoTime() - publication.since() > timeoutNanos) {
            publication.end(new Confirm.Refused("waited too long for the writer"));
            return;
        }
        long sequence = current.getNextPublishSeqNo();
        unconfirmed.put(sequence, publication);
        deadlines.accept(publication.since() + timeoutNanos);
        try {
            var message = publication.message();
            current.basicPublish(
                    RabbitTopology.exchange(message.route()),
                    RabbitTopology.routingKey(message.route(), message.label()),
                    RabbitTopology.mandatory(message.route()),
                    RabbitHeaders.write(message.headers(), sequence),
                    message.body());
        } catch (IOException | AlreadyClosedException _) {
            settle(sequence, false, new Confirm.Unknown("the connection broke while sending"));
        }
        if (!current.isOpen()) {
            // lost() may have swept before this one was remembered
            settle(sequence, false, new Confirm.Unknown("connection lost before the confirm"));
        }
    }

    /// A mandatory message that reached no queue comes back before its ack; the ack then finds it
    /// settled.
    private void returned(Return message) {
        var sequence = message.getProperties().getCorrelationId();
        settle(
                Long.parseLong(sequence),
                false,
                new Confirm.Refused("no queue takes it: " + message.getReplyText()));
    }

    private void settle(long tag, boolean multiple, Confirm end) {
        if (!multiple) {
            var publication = unconfirmed.remove(tag);
            if (publication != null) {
                publication.end(end);
            }
            return;
        }
        var upTo = unconfirmed.headMap(tag, true);
        for (var entry = upTo.pollFirstEntry(); entry != null; entry = upTo.pollFirstEntry()) {
            entry.getValue().end(end);
        }
    }
}
