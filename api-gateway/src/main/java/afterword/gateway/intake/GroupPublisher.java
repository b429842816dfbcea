// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.EventGroup;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets what arrives while confirms are outstanding travel as one message, as group commit does for
/// logs: the broker's work is per message, so that a busy gateway costs it a fraction, while a lone
/// event is published at once and bare.
///
/// A group waits for a confirm, not for time: it is as large as what came meanwhile. All its
/// members share its fate. Messages of other routes pass through. Thread-safe.
final class GroupPublisher implements Publisher {

    /// Bytes of a member beyond its data: the envelope and its headers, generously.
    private static final int ENVELOPE = 512;

    private static final int MOST_WAITING = 8192;

    /// One that has waited for so long is better spilled: a confirm is late already.
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

    private final Publisher single;
    private final GroupSettings settings;
    private final DistributionSummary sizes;
    private final String source = "/afterword/gateway/" + UUID.randomUUID();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // guarded by lock
    private int underWay; // messages whose confirm is outstanding; guarded by lock
    private long nextId; // guarded by lock

    private record Waiting(Message message, long since, CompletableFuture<Confirm> confirm) {

        int bytes() {
            return message.body().length + ENVELOPE;
        }
    }

    /// @param single publishes each message by itself
    /// @param sizes told how many events each message carried
    GroupPublisher(Publisher single, GroupSettings settings, DistributionSummary sizes) {
        this.single = single;
        this.settings = settings;
        this.sizes = sizes;
    }

    @Override
    public CompletableFuture<Confirm> publish(Message message) {
        var event = new Waiting(message, System.nanoTime(), new CompletableFuture<>());
        boolean alone =
                message.route() != Route.CONVERSATION_ENDED
                        || event.bytes() > settings.size().toBytes();
        if (alone) {
            return single.publish(message);
        }
        if (mayGo(event)) {
            send(List.of(event));
        }
        return event.confirm();
    }

    /// Lets an event go at once, or queues it for the next confirm.
    private boolean mayGo(Waiting event) {
        lock.lock();
        try {
            if (underWay < settings.together()) {
                underWay++;
                return true;
            }
            if (waiting.size() < MOST_WAITING) {
                waiting.add(event);
                return false;
            }
        } finally {
            lock.unlock();
        }
        event.confirm().complete(new Confirm.Refused("too many events wait for a confirm"));
        return false;
    }

    /// Publishes a group, and whatever has gathered each time a confirm comes back. The thread that
    /// brings a confirm sends the next group.
    private void send(@Nullable List<Waiting> first) {
        @Nullable List<Waiting> group = first;
        while (group != null) {
            var members = group;
            var confirm = single.publish(message(members));
            if (!confirm.isDone()) {
                var _ =
                        confirm.whenComplete((end, bug) -> {
                            settle(members, end, bug);
                            send(next());
                        });
                return;
            }
            // refused at once: what waits is refused as quickly
            settle(members, confirm.getNow(null), null);
            group = next();
        }
    }

    private static void settle(
            List<Waiting> members, @Nullable Confirm end, @Nullable Throwable bug) {
        var known = end == null ? new Confirm.Unknown(String.valueOf(bug)) : end;
        for (var member : members) {
            member.confirm().complete(known);
        }
    }

    /// What has gathered, as far as it fits into one message.
    ///
    /// @return null when nothing waits: the place under way is free again
    private @Nullable List<Waiting> next() {
        var group = new ArrayList<Waiting>();
        var late = new ArrayList<Waiting>();
        lock.lock();
        try {
            long now = System.nanoTime();
            long bytes = 0;
            while (!waiting.isEmpty() && group.size() < settings.events()) {
                var event = waiting.element();
                bytes += event.bytes();
                if (!group.isEmpty() && bytes > settings.size().toBytes()) {
                    break;
                }
                waiting.remove();
                if (now - event.since() > PATIENCE) {
                    late.add(event);
                    bytes -= event.bytes();
                } else {
                    group.add(event);
                }
            }
            if (group.isEmpty()) {
                underWay--;
            }
        } finally {
            lock.unlock();
        }
        settle(late, new Confirm.Refused("waited too long for another confirm"), null);
        return group.isEmpty() ? null : group;
    }

    private Message message(List<Waiting> members) {
        sizes.record(members.size());
        var first = members.getFirst().message();
        if (members.size() == 1) {
            return first;
        }
        var events =
                members.stream()
                        .map(Waiting::message)
                        .map(it -> new EventGroup.Member(it.headers(), it.body()))
                        .toList();
        var body = EventGroup.write(source, ids(events.size()), events);
        return Message.of(Route.CONVERSATION_ENDED, first.key(), Map.of(), body);
    }

    private long ids(int members) {
        lock.lock();
        try {
            long first = nextId;
            nextId += members;
            return first;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public State state() {
        return single.state();
    }

    @Override
    public int outstanding() {
        return single.outstanding() + queued();
    }

    private int queued() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Lets what waits go first; each confirm sends the next group.
    @Override
    public void close(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (queued() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        single.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
}
