// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.concurrent.DeadlineWatch;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes through one idempotent producer with `acks=all`.
///
/// Walk: [#publish] queues → the writer, the only thread that may wait for metadata, sends →
/// Kafka's own thread reports each end → the sweeper ends what got no answer in time.
final class KafkaPublisher implements Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    /// Between two looks for what got no answer in time, which also forget what has ended.
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// The same where nothing is under way.
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /// Failures without one success for this long, though the cluster answers: the producer is
    /// replaced, in case it has locked itself up.
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// A failure is held against the cluster for this long; then somebody must try again.
    private static final long BLAME_NANOS = TimeUnit.SECONDS.toNanos(2);

    /// A producer that fails for good is replaced at most this often.
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaLink link;
    private final ArrayBlockingQueue<Publication> queue;
    private final ConcurrentLinkedQueue<Publication> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final long timeoutNanos;
    private final Thread writer;
    private final DeadlineWatch deadlines;
    private volatile boolean closed; // written by close
    private volatile boolean ready; // written by the writer
    private volatile boolean broken; // written by callbacks, reset by the writer
    // written by callbacks; nanoTime, 0 for never since the last success
    private volatile long failingSince;
    private volatile long lastFailure;
    // below: the writer only
    private @Nullable Producer<byte[], byte[]> producer;
    private long renewed;

    KafkaPublisher(String name, KafkaClients clients, KafkaTopics topics, KafkaLink link) {
        this.name = name;
        this.clients = clients;
        this.topics = topics;
        this.link = link;
        this.queue = new ArrayBlockingQueue<>(clients.settings().outstanding());
        this.timeoutNanos = clients.settings().confirmTimeout().toNanos();
        this.writer = Thread.ofPlatform().daemon().name("kafka-writer-" + name).start(this::write);
        this.deadlines =
                new DeadlineWatch(
                                "kafka-confirms-" + name,
                                this::sweep,
                                e -> LOG.error("confirms of {} are not waited for", name, e))
                        .start();
    }

    @Override
    public CompletableFuture<Confirm> publish(Message message) {
        if (closed) {
            return refused("closed");
        }
        if (!ready || !link.up()) {
            return refused("not connected");
        }
        if (outstanding.get() >= clients.settings().outstanding()) {
            return refused("too many messages wait for a confirm");
        }
        var publication = new Publication(message, outstanding);
        open.add(publication);
        deadlines.by(publication.since() + timeoutNanos);
        if (closed) {
            publication.giveUp("closed"); // close may have looked for the last time
        } else if (!queue.offer(publication)) {
            publication.end(new Confirm.Refused("too many messages wait for a confirm"));
        }
        return publication.result();
    }

    private static CompletableFuture<Confirm> refused(String why) {
        return CompletableFuture.completedFuture(new Confirm.Refused(why));
    }

    private void write() {
        try {
            while (!closed || !queue.isEmpty()) {
                if (!ready && link.up()) {
                    warmUp();
                }
                var publication = queue.poll(50, TimeUnit.MILLISECONDS);
                if ((broken && System.nanoTime() - renewed > RENEW_NANOS) || stuck()) {
                    LOG.warn("producer {} could not go on; it is replaced by a new one", name);
                    discard();
                }
                if (publication != null && publication.send()) {
                    send(publication);
                }
            }
        } catch (InterruptedException _) {
            // only close interrupts
        } finally {
            discard();
        }
    }

    /// Builds the producer and learns where the topics are, which would take the first message
    /// beyond its time-out.
    private void warmUp() {
        try {
            for (var topic : topics.names()) {
                producer().partitionsFor(topic);
            }
        } catch (KafkaException e) {
            LOG.debug("producer {} starts without knowing all topics: {}", name, e.toString());
        }
        ready = producer != null;
    }

    private boolean stuck() {
        long since = failingSince;
        return since != 0 && System.nanoTime() - since > STUCK_NANOS && link.up();
    }

    private void send(Publication publication) {
        var message = publication.message();
        try {
            var _ =
                    producer()
                            .send(
                                    new ProducerRecord<>(
                                            topics.name(message.route()),
                                            null,
                                            message.key().getBytes(StandardCharsets.UTF_8),
                                            message.body(),
                                            KafkaHeaders.write(message.headers())),
                                    (_, failure) -> ended(publication, failure));
        } catch (KafkaException | IllegalStateException e) {
            // thrown before anything left: no address resolves, or the producer has closed itself
            publication.end(new Confirm.Refused(KafkaLink.reason(e)));
            failed();
            broken = true;
        }
    }

    private Producer<byte[], byte[]> producer() {
        var current = producer;
        if (current == null) {
            current = clients.producer(name);
            producer = current;
        }
        return current;
    }

    private void discard() {
        var old = producer;
        producer = null;
        broken = false;
        failingSince = 0;
        renewed = System.nanoTime();
        if (old != null) {
            old.close(Duration.ZERO); // ends what it still holds, by its callbacks
        }
    }

    /// Called by Kafka's thread, or by the writer where the message never left.
    private void ended(Publication publication, @Nullable Exception failure) {
        if (failure == null) {
            failingSince = 0;
            publication.end(new Confirm.Confirmed());
            return;
        }
        var why = KafkaLink.reason(failure);
        boolean own = ofTheMessage(failure);
        boolean never = own || Thread.currentThread().equals(writer);
        publication.end(never ? new Confirm.Refused(why) : new Confirm.Unknown(why));
        if (!own) {
            failed();
            broken |= fatal(failure);
        }
    }

    private void failed() {
        long now = System.nanoTime();
        lastFailure = now;
        if (failingSince == 0) {
            failingSince = now;
        }
    }

    /// Whether the message itself was refused, and the next one may be taken.
    private static boolean ofTheMessage(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException;
    }

    /// Whether the producer may never work again. Time-outs and lost connections pass; whatever
    /// else Kafka does not call retriable can be a fenced or confused producer id.
    private static boolean fatal(Exception failure) {
        return !(failure instanceof RetriableException) && failure instanceof ApiException;
    }

    private long sweep(long now) {
        for (var oldest = open.peek(); oldest != null; oldest = open.peek()) {
            if (!oldest.ended() && now - oldest.since() < timeoutNanos) {
                return now + SWEEP_NANOS;
            }
            oldest.giveUp("no confirm in time");
            open.poll();
        }
        return now + IDLE_NANOS;
    }

    @Override
    public State state() {
        if (closed || !ready || !link.up()) {
            return State.DOWN;
        }
        boolean failing = failingSince != 0 && System.nanoTime() - lastFailure < BLAME_NANOS;
        return failing ? State.BLOCKED : State.OPEN;
    }

    @Override
    public int outstanding() {
        return outstanding.get();
    }

    @Override
    public void close(Duration limit) {
        if (closed) {
            return;
        }
        try {
            awaitConfirms(limit);
            closed = true;
            if (!writer.join(Duration.ofSeconds(2))) {
                writer.interrupt();
            }
        } catch (InterruptedException _) {
            closed = true;
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
        deadlines.close();
        open.forEach(publication -> publication.giveUp("closed before the confirm"));
    }

    private void awaitConfirms(Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (outstanding() > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
