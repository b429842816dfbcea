// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows whether the cluster can be reached, and sees to it that the topics are there.
///
/// Kafka's clients hide a lost connection behind their own retries; a publisher that must refuse at
/// once, and a health check, have to know. So one thread asks the cluster each second, and four
/// times a second while it is away.
final class KafkaLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLink.class);
    private static final int ASK_MS = 900;
    private static final int UP_PAUSE_MS = 1_000;
    private static final int DOWN_PAUSE_MS = 250;
    private static final int CHECK_TOPICS_EVERY = 30;

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread watcher;
    // written by the watcher, read by all
    private volatile boolean up;
    private volatile @Nullable Admin admin;
    // below: the watcher only
    private int untilCheck;
    private boolean complained;

    KafkaLink(KafkaClients clients, KafkaTopics topics) {
        this.clients = clients;
        this.topics = topics;
        this.watcher = Thread.ofPlatform().daemon().name("kafka-link").unstarted(this::watch);
    }

    KafkaLink start() {
        watcher.start();
        return this;
    }

    /// Whether the cluster answered a moment ago and the topics are there.
    boolean up() {
        return up;
    }

    /// The client to ask the cluster with; null while it was never reached.
    @Nullable Admin admin() {
        return admin;
    }

    private void watch() {
        try {
            do {
                look();
            } while (!stopped.await(up ? UP_PAUSE_MS : DOWN_PAUSE_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody but the end of the process interrupts
        } finally {
            up = false;
            closeAdmin();
        }
    }

    private void look() throws InterruptedException {
        try {
            boolean ready = ask();
            if (ready && !up) {
                LOG.info("connected to Kafka");
                complained = false;
            }
            up = ready;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            if (up || !complained) {
                LOG.warn("no Kafka: {}; trying again until it is there", reason(e));
                complained = true;
            }
            up = false;
            untilCheck = 0;
        }
    }

    private boolean ask() throws ExecutionException, TimeoutException, InterruptedException {
        var current = admin;
        if (current == null) {
            current = clients.admin();
            admin = current;
        }
        var nodes =
                current.describeCluster(new DescribeClusterOptions().timeoutMs(ASK_MS))
                        .nodes()
                        .get(ASK_MS, TimeUnit.MILLISECONDS);
        if (--untilCheck > 0) {
            return true;
        }
        boolean ready = topics.ensure(current, nodes.size());
        untilCheck = ready ? CHECK_TOPICS_EVERY : 0;
        return ready;
    }

    /// The innermost cause: the outer ones say only that a future failed.
    static String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private void closeAdmin() {
        var open = admin;
        if (open != null) {
            open.close(Duration.ofSeconds(1));
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            watcher.join(3_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
