// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.Route;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Messages that a group has still to take: the ends of the partitions less what is committed.
final class KafkaLag {

    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_900);

    private final Admin admin;
    private final KafkaTopics topics;
    private final long until = System.nanoTime() + LIMIT_NANOS;

    KafkaLag(Admin admin, KafkaTopics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /// The lag by route; empty when it cannot be known within 2 s.
    ///
    /// @param groups the group that works a route off
    Map<Route, Long> of(Function<Route, String> groups, Route... routes) {
        try {
            var partitions = partitions(List.of(routes));
            var ends = offsets(partitions, OffsetSpec.latest());
            var starts = offsets(partitions, OffsetSpec.earliest());
            var lags = new EnumMap<Route, Long>(Route.class);
            for (var route : routes) {
                var committed = committed(groups.apply(route));
                lags.put(route, lag(topics.name(route), ends, starts, committed));
            }
            return lags;
        } catch (ExecutionException | TimeoutException | KafkaException _) {
            return Map.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private static long lag(
            String topic,
            Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<TopicPartition, ListOffsetsResultInfo> starts,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        long lag = 0;
        for (var end : ends.entrySet()) {
            if (end.getKey().topic().equals(topic)) {
                var start = starts.get(end.getKey());
                var taken = committed.get(end.getKey());
                // retention may have passed what was committed, or nothing was ever committed
                long first = start == null ? 0 : start.offset();
                long from = taken == null ? first : Math.max(first, taken.offset());
                lag += Math.max(0, end.getValue().offset() - from);
            }
        }
        return lag;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(left(), TimeUnit.NANOSECONDS);
    }

    private List<TopicPartition> partitions(List<Route> routes)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin
                .describeTopics(routes.stream().map(topics::name).toList())
                .allTopicNames()
                .get(left(), TimeUnit.NANOSECONDS)
                .values()
                .stream()
                .flatMap(topic ->
                        topic.partitions().stream()
                                .map(it -> new TopicPartition(topic.name(), it.partition())))
                .toList();
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(
            List<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, TimeoutException, InterruptedException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        return admin.listOffsets(wanted).all().get(left(), TimeUnit.NANOSECONDS);
    }

    private long left() {
        return Math.max(0, until - System.nanoTime());
    }
}
