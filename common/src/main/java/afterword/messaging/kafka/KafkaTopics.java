// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics: created here and nowhere else, where they do not exist yet. What exists is left as it
/// is.
final class KafkaTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

    /// How long a message waits for its consumer, or stays for those who read again.
    private static final String RETENTION_MS = Long.toString(TimeUnit.DAYS.toMillis(7));

    private final KafkaSettings settings;
    private final Set<Route> routes;
    private boolean refused; // by the link's thread: one log line

    /// @param routes whose topics are looked after
    KafkaTopics(KafkaSettings settings, Set<Route> routes) {
        this.settings = settings;
        this.routes = Set.copyOf(routes);
    }

    /// Names of the topics that are looked after.
    List<String> names() {
        return routes.stream().map(this::name).toList();
    }

    /// A topic's name in this cluster.
    String name(Route route) {
        return settings.prefix() + route.address();
    }

    /// Creates what is missing.
    ///
    /// @param brokers in the cluster now
    /// @return true when all topics can be written to, or we are not allowed to know; false to ask
    ///   again
    boolean ensure(Admin admin, int brokers)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            var partitions = new ArrayList<TopicPartition>();
            var missing = missing(admin, partitions);
            if (missing.isEmpty()) {
                awaitLeaders(admin, partitions);
                return true;
            }
            create(admin, missing, brokers);
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException denied) {
                if (!refused) {
                    refused = true;
                    LOG.warn(
                            "not allowed to look after topics ({}); they must be there already",
                            denied.getClass().getSimpleName());
                }
                return true;
            }
            throw e;
        }
    }

    /// @param partitions gets those of the topics that are there
    private List<String> missing(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        var known = admin.describeTopics(names()).topicNameValues();
        var missing = new ArrayList<String>();
        for (var topic : known.entrySet()) {
            try {
                for (var partition : topic.getValue().get(2, TimeUnit.SECONDS).partitions()) {
                    partitions.add(new TopicPartition(topic.getKey(), partition.partition()));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(topic.getKey());
            }
        }
        return missing;
    }

    /// Asks each partition's leader something. A topic is listed before its leaders know that they
    /// are; if the first of several batches meets that moment and the second does not, Kafka takes
    /// the second and refuses the first as out of sequence until it expires (seen with 4.2.1).
    private static void awaitLeaders(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        var question = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> question.put(partition, OffsetSpec.latest()));
        admin.listOffsets(question).all().get(2, TimeUnit.SECONDS);
    }

    private void create(Admin admin, List<String> missing, int brokers)
            throws ExecutionException, TimeoutException, InterruptedException {
        var created = admin.createTopics(missing.stream().map(it -> topic(it, brokers)).toList());
        for (var topic : created.values().entrySet()) {
            try {
                topic.getValue().get(2, TimeUnit.SECONDS);
                LOG.info("created Kafka topic {}", topic.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private NewTopic topic(String name, int brokers) {
        int replicas = settings.replicas() == 0 ? Math.min(3, brokers) : settings.replicas();
        return new NewTopic(name, Optional.of(settings.partitions()), Optional.of((short) replicas))
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.RETENTION_MS_CONFIG,
                                RETENTION_MS,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(KafkaClients.MOST_BYTES),
                                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                replicas >= 3 ? "2" : "1"));
    }
}
