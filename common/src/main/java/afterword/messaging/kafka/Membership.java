// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.HandlerLoop;
import afterword.messaging.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One consumer in its group, from joining to leaving. Used by the poll thread only.
///
/// Each [#step] polls, hands out what there is room for, and commits what is released. It polls
/// whatever the handler does (with its partitions paused when there is no room), so that no handler
/// is ever slow enough to cause a rebalance.
///
/// Which messages were perhaps handed out before: each commit carries a [Mark], and never more than
/// [#WINDOW] offsets beyond the last mark are handed out. After an orderly end, the marked messages
/// that are not committed are redeliveries. After any other end, they and [#WINDOW] more may be, as
/// far as the partition went when we took it over.
final class Membership implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /// How far a partition may be handed out beyond what its last commit says. Small, as so many
    /// messages of each partition are under suspicion after a death; large enough for 64 messages
    /// in the few milliseconds of a commit.
    private static final int WINDOW = 64;

    private static final Duration IDLE = Duration.ofMillis(50);
    private static final Duration FULL = Duration.ofMillis(5);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final Duration LEAVE = Duration.ofSeconds(2);

    private final Subscription.Settings settings;
    private final HandlerLoop<KafkaDelivery> handler;
    private final Held held;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Track> tracks = new HashMap<>();
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();
    private boolean committing;
    private boolean joined;

    Membership(
            Subscription.Settings settings,
            HandlerLoop<KafkaDelivery> handler,
            Held held,
            Consumer<byte[], byte[]> consumer) {
        this.settings = settings;
        this.handler = handler;
        this.held = held;
        this.consumer = consumer;
    }

    void join(String topic) {
        consumer.subscribe(List.of(topic), this);
    }

    /// Whether the group has taken us in.
    boolean joined() {
        return joined;
    }

    /// Whether everything that was handed out is released.
    boolean settled() {
        tracks.values().forEach(Track::advance);
        return tracks.values().stream().allMatch(Track::settled);
    }

    /// One turn of the poll loop; takes at most 50 ms unless Kafka is slow.
    ///
    /// @param taking whether new messages may be handed out
    void step(boolean taking) {
        boolean full = !taking || !ahead.isEmpty() || room() <= 0;
        if (full) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        for (var record : consumer.poll(full ? FULL : IDLE)) {
            ahead.add(record);
        }
        if (taking) {
            handOut();
        }
        commit();
    }

    private int room() {
        return held.bytes() >= settings.inFlightBytes().toBytes()
                ? 0
                : settings.inFlight() - held.messages();
    }

    private void handOut() {
        for (var record = ahead.peek(); record != null && room() > 0; record = ahead.peek()) {
            var track = tracks.get(new TopicPartition(record.topic(), record.partition()));
            if (track != null) {
                if (!track.mayHandOut(record.offset())) {
                    return; // the commit that follows makes way
                }
                handler.add(new KafkaDelivery(record, track, held));
            }
            ahead.poll();
        }
    }

    /// At most one commit is under way, so that none can overtake another.
    private void commit() {
        if (committing) {
            return;
        }
        var due = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var track : tracks.values()) {
            track.advance();
            if (track.commitDue()) {
                due.put(track.partition(), track.commit());
            }
        }
        if (!due.isEmpty()) {
            committing = true;
            consumer.commitAsync(due, (commits, failure) -> committed(commits, failure));
        }
    }

    private void committed(
            Map<TopicPartition, OffsetAndMetadata> commits, @Nullable Exception failure) {
        committing = false;
        if (failure == null) {
            commits.forEach((partition, commit) -> {
                var track = tracks.get(partition);
                if (track != null) {
                    track.committed(commit);
                }
            });
        } else {
            // the next turn commits the same and more
            LOG.debug("commit of {} failed: {}", settings.route().address(), failure.toString());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (joined) {
            // called after every rebalance, also where nothing changed for us
            LOG.info(
                    "group of {} rebalanced: {} partitions more",
                    settings.route().address(),
                    partitions.size());
        }
        joined = true;
        if (partitions.isEmpty()) {
            return;
        }
        var added = new HashSet<>(partitions);
        var committed = consumer.committed(added, ASK);
        var ends = consumer.endOffsets(added, ASK);
        var declarations = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : added) {
            var commit = committed.get(partition);
            var mark = commit == null ? null : Mark.read(commit.metadata());
            long end = ends.getOrDefault(partition, Long.MAX_VALUE);
            long next = consumer.position(partition, ASK);
            long handed = mark == null ? next : mark.handed();
            long reach = mark == null || mark.clean() ? handed : handed + WINDOW;
            var track = new Track(partition, next, handed, Math.min(reach, end), WINDOW);
            tracks.put(partition, track);
            declarations.put(partition, track.commit());
        }
        // before anything is handed out: from here on, an end without a clean mark is a death
        consumer.commitSync(declarations, ASK);
        LOG.info("took over {} partitions of {}", added.size(), settings.route().address());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        var last = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : partitions) {
            var track = tracks.get(partition);
            if (track != null) {
                leaveUnstarted(track);
                track.advance();
                last.put(partition, track.lastCommit());
            }
        }
        try {
            if (!last.isEmpty()) {
                consumer.commitSync(last, LEAVE);
            }
        } catch (KafkaException e) {
            LOG.warn(
                    "last commit for {} partitions of {} failed ({}): what was settled since the one before is delivered again",
                    last.size(),
                    settings.route().address(),
                    e.getClass().getSimpleName());
        }
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warn("lost {} partitions of {}", partitions.size(), settings.route().address());
        forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
        for (var partition : partitions) {
            var track = tracks.remove(partition);
            ahead.removeIf(record ->
                    record.partition() == partition.partition()
                            && record.topic().equals(partition.topic()));
            if (track != null) {
                leaveUnstarted(track);
            }
        }
    }

    /// Takes back what the handler has not started: it is left to the next owner.
    void leaveUnstarted() {
        tracks.values().forEach(this::leaveUnstarted);
    }

    private void leaveUnstarted(Track track) {
        handler.dropIf(delivery -> {
            boolean gone = delivery.track() == track;
            if (gone) {
                delivery.leave();
            }
            return gone;
        });
    }

    /// Commits what is released and leaves the group.
    @Override
    public void close() {
        var partitions = List.copyOf(tracks.keySet());
        if (!partitions.isEmpty()) {
            onPartitionsRevoked(partitions);
        }
        consumer.close(CloseOptions.timeout(LEAVE));
    }
}
