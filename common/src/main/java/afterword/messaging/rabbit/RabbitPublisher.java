// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.concurrent.DeadlineWatch;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import com.rabbitmq.client.BlockedCallback;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.UnblockedCallback;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes over a few channels of one connection, with many confirms outstanding on each.
final class RabbitPublisher implements Publisher, RabbitLink.Use {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitPublisher.class);

    private final String name;
    private final List<RabbitLane> lanes;
    private final AtomicInteger next = new AtomicInteger();
    private final RabbitLink link;
    private final DeadlineWatch deadlines;
    private volatile boolean blocked; // written by the connection's thread
    private volatile boolean closed; // written by close

    RabbitPublisher(
            RabbitConnections connections, String name, RabbitSettings.Publishing settings) {
        this.name = name;
        this.deadlines =
                new DeadlineWatch(
                        "rabbit-confirms-" + name,
                        this::expire,
                        e -> LOG.error("confirms of {} are not waited for", name, e));
        this.lanes =
                IntStream.range(0, settings.channels())
                        .mapToObj(i -> new RabbitLane(name + "-" + i, settings, deadlines::by))
                        .toList();
        this.link = new RabbitLink(connections, name, this).start();
        deadlines.start();
    }

    @Override
    public CompletableFuture<Confirm> publish(Message message) {
        var publication = new Publication(message, System.nanoTime(), new CompletableFuture<>());
        if (closed) {
            publication.end(new Confirm.Refused("closed"));
        } else if (blocked) {
            publication.end(new Confirm.Refused("the broker is blocked by an alarm"));
        } else {
            lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size())).offer(publication);
        }
        return publication.result();
    }

    @Override
    public void opened(Connection connection, Runnable changed) throws IOException {
        connection.addBlockedListener(
                (BlockedCallback) this::block, (UnblockedCallback) this::unblock);
        RabbitTopology.declare(connection);
        for (var lane : lanes) {
            lane.open(connection, changed);
        }
    }

    @Override
    public void lost() {
        blocked = false;
        lanes.forEach(RabbitLane::lost);
    }

    /// A channel that the broker closed (a deleted exchange, say) ends the connection: all lanes
    /// begin anew together.
    @Override
    public boolean broken() {
        return lanes.stream().anyMatch(lane -> !lane.isOpen());
    }

    private void block(String reason) {
        blocked = true;
        lanes.forEach(lane -> lane.refuseQueued("the broker is blocked by an alarm"));
        LOG.warn(
                "RabbitMQ blocks publisher {}: {}; publishing is refused until the alarm is over",
                name,
                reason);
    }

    private void unblock() {
        blocked = false;
        LOG.info("RabbitMQ takes messages again from publisher {}", name);
    }

    private long expire(long now) {
        return now + lanes.stream().mapToLong(lane -> lane.expire(now) - now).min().orElseThrow();
    }

    @Override
    public State state() {
        if (lanes.stream().noneMatch(RabbitLane::isOpen)) {
            return State.DOWN;
        }
        return blocked ? State.BLOCKED : State.OPEN;
    }

    @Override
    public int outstanding() {
        return lanes.stream().mapToInt(RabbitLane::outstanding).sum();
    }

    @Override
    public void close(Duration limit) {
        if (closed) {
            return;
        }
        awaitConfirms(limit);
        closed = true;
        deadlines.close();
        lanes.forEach(RabbitLane::stop);
        link.close();
        lanes.forEach(RabbitLane::lost);
    }

    private void awaitConfirms(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        try {
            while (outstanding() > 0 && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
