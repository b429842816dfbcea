// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import afterword.messaging.BatchHandler;
import afterword.messaging.Broker;
import afterword.messaging.Confirm;
import afterword.messaging.Delivery;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A broker inside the test: one queue for each route, handlers called on threads of their own,
/// confirms as the test wants them.
///
/// It keeps the port's promises: what is not done is redelivered (marked so) after
/// [#dropConnections] or [Subscription#close]; a handler that throws gets its batch again one by
/// one; nothing is requeued otherwise. Outcomes and dead-letter announcements are queued like the
/// rest, so a test may read them with [#waiting] or [#published], or subscribe.
///
/// Thread-safe. Close it at the end of the test: it ends its threads.
public final class FakeBroker implements Broker {

    /// What becomes of a published message.
    public enum Answer {
        /// Queued and confirmed at once.
        CONFIRM,
        /// Not queued, refused at once (nack, return).
        REFUSE,
        /// Not queued, refused at once, and the publisher's state says so (broker's alarm).
        BLOCKED,
        /// Not queued, refused at once, and the publisher's state says so (no connection).
        DOWN,
        /// Queued, but the confirm never arrives: unknown after the confirm time-out.
        SILENT,
        /// Swallowed, and the confirm never arrives: unknown after the confirm time-out.
        LOST
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Route, Deque<FakeDelivery>> ready = new EnumMap<>(Route.class);
    private final Map<Route, Answer> answers = new EnumMap<>(Route.class);
    private final Map<Route, Long> backlogs = new EnumMap<>(Route.class);
    private final List<Message> published = new ArrayList<>();
    private final List<FakeSubscription> subscriptions = new ArrayList<>();
    private final List<RuntimeException> bugs = new ArrayList<>();
    private final Duration confirmTimeout;
    private boolean mute; // guarded by lock; backlog cannot be asked

    /// A broker whose missing confirms become unknown after 100 ms.
    public FakeBroker() {
        this(Duration.ofMillis(100));
    }

    /// @param confirmTimeout how long [Answer#SILENT] and [Answer#LOST] keep a publisher waiting
    public FakeBroker(Duration confirmTimeout) {
        this.confirmTimeout = confirmTimeout;
        for (var route : Route.values()) {
            answers.put(route, Answer.CONFIRM);
        }
    }

    @Override
    public String kind() {
        return "rabbitmq";
    }

    /// Changes what becomes of messages published to a route from now on.
    public void answer(Route route, Answer answer) {
        change(() -> answers.put(route, answer));
    }

    /// Changes what becomes of every message published from now on.
    public void answer(Answer answer) {
        change(() -> answers.replaceAll((_, _) -> answer));
    }

    /// Lets [#backlog] report a number of its own for a route.
    public void backlog(Route route, long messages) {
        change(() -> backlogs.put(route, messages));
    }

    /// Whether [#backlog] cannot be asked: it then answers nothing.
    public void muteBacklog(boolean mute) {
        change(() -> this.mute = mute);
    }

    /// Puts a message into the queue of its route, as a producer would.
    public void send(Message message) {
        change(() -> enqueue(message, false));
    }

    /// Puts a body with headers into a queue.
    public void send(Route route, byte[] body, Map<String, String> headers) {
        send(Message.of(route, "key", headers, body));
    }

    /// Puts messages into their queues in one step, so that a handler at rest gets them as one
    /// batch.
    public void sendAll(List<Message> messages) {
        change(() -> messages.forEach(message -> enqueue(message, false)));
    }

    /// Puts a message into the queue as one that was handed out before.
    public void sendRedelivered(Message message) {
        change(() -> enqueue(message, true));
    }

    /// Messages that publishers handed over for a route and that were not refused or lost, oldest
    /// first.
    public List<Message> published(Route route) {
        return locked(() -> published.stream().filter(it -> it.route() == route).toList());
    }

    /// Messages lying in a queue now, oldest first.
    public List<Message> waiting(Route route) {
        return locked(() -> queue(route).stream().map(FakeDelivery::message).toList());
    }

    /// Messages handed to handlers and not done, over all subscriptions of the route.
    public int unsettled(Route route) {
        return locked(() ->
                subscriptions.stream()
                        .filter(it -> it.route() == route)
                        .mapToInt(it -> it.held.size())
                        .sum());
    }

    /// Whether the queue is empty and nothing of it is held.
    public boolean drained(Route route) {
        return locked(() -> queue(route).isEmpty() && unsettled(route) == 0);
    }

    /// What handlers threw; a good test finds it empty.
    public List<RuntimeException> bugs() {
        return locked(() -> List.copyOf(bugs));
    }

    /// Cuts every consumer's connection: unsettled messages go back to the head of their queue,
    /// marked redelivered, and settling the old deliveries does nothing. Consumers reconnect at
    /// once.
    public void dropConnections() {
        change(() -> subscriptions.forEach(FakeSubscription::giveBack));
    }

    @Override
    public Publisher publisher(String name) {
        return new FakePublisher();
    }

    @Override
    public Subscription subscribe(Subscription.Settings settings, BatchHandler handler) {
        var subscription = new FakeSubscription(settings, handler);
        change(() -> subscriptions.add(subscription));
        subscription.thread.start();
        return subscription;
    }

    @Override
    public Map<Route, Long> backlog(String group, Route... routes) {
        return locked(() -> {
            var found = new HashMap<Route, Long>();
            for (var route : mute ? new Route[0] : routes) {
                var set = backlogs.get(route);
                found.put(route, set == null ? (long) queue(route).size() : set);
            }
            return found;
        });
    }

    @Override
    public void close() {
        for (var subscription : locked(() -> List.copyOf(subscriptions))) {
            subscription.close();
        }
    }

    private void enqueue(Message message, boolean redelivered) {
        queue(message.route()).addLast(new FakeDelivery(message, redelivered));
        changed.signalAll();
    }

    private Deque<FakeDelivery> queue(Route route) {
        return ready.computeIfAbsent(route, _ -> new ArrayDeque<>());
    }

    private void change(Runnable work) {
        lock.lock();
        try {
            work.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private final class FakePublisher implements Publisher {

        private final AtomicInteger outstanding = new AtomicInteger();
        private volatile boolean closed; // written by close, read by everyone

        @Override
        public CompletableFuture<Confirm> publish(Message message) {
            var answer = closed ? Answer.DOWN : locked(() -> take(message));
            return switch (answer) {
                case CONFIRM -> CompletableFuture.completedFuture(new Confirm.Confirmed());
                case REFUSE, BLOCKED, DOWN ->
                        CompletableFuture.completedFuture(new Confirm.Refused(answer.name()));
                case SILENT, LOST -> unknown();
            };
        }

        private Answer take(Message message) {
            var answer = answers.getOrDefault(message.route(), Answer.CONFIRM);
            if (answer == Answer.CONFIRM || answer == Answer.SILENT) {
                published.add(message);
                enqueue(message, false);
            }
            return answer;
        }

        private CompletableFuture<Confirm> unknown() {
            outstanding.incrementAndGet();
            return new CompletableFuture<Confirm>()
                    .completeOnTimeout(
                            new Confirm.Unknown("no confirm"),
                            confirmTimeout.toMillis(),
                            TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> outstanding.decrementAndGet());
        }

        @Override
        public State state() {
            var all = locked(() -> List.copyOf(answers.values()));
            if (closed || all.contains(Answer.DOWN)) {
                return State.DOWN;
            }
            return all.contains(Answer.BLOCKED) ? State.BLOCKED : State.OPEN;
        }

        @Override
        public int outstanding() {
            return outstanding.get();
        }

        @Override
        public void close(Duration limit) {
            closed = true;
        }
    }

    private final class FakeSubscription implements Subscription {

        private final Settings settings;
        private final BatchHandler handler;
        private final Thread thread;
        private final List<FakeDelivery> held = new ArrayList<>(); // guarded by lock
        private boolean stopping; // guarded by lock
        private volatile boolean closed; // written by close, read by the health check

        FakeSubscription(Settings settings, BatchHandler handler) {
            this.settings = settings;
            this.handler = handler;
            this.thread =
                    Thread.ofVirtual()
                            .name("fake-" + settings.route().address())
                            .unstarted(this::run);
        }

        Route route() {
            return settings.route();
        }

        private void run() {
            try {
                for (var batch = next(); !batch.isEmpty(); batch = next()) {
                    handle(batch);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // stopped; close gives back what is held
            }
        }

        /// The next batch; empty when stopping.
        private List<FakeDelivery> next() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                var queue = queue(route());
                while (!stopping && (queue.isEmpty() || !room())) {
                    changed.await();
                }
                var batch = new ArrayList<FakeDelivery>();
                while (!stopping
                        && batch.size() < settings.batchSize()
                        && room()
                        && !queue.isEmpty()) {
                    var delivery = queue.removeFirst();
                    delivery.owner = this;
                    held.add(delivery);
                    batch.add(delivery);
                }
                return batch;
            } finally {
                lock.unlock();
            }
        }

        private boolean room() {
            return held.size() < settings.inFlight()
                    && bytes() < settings.inFlightBytes().toBytes();
        }

        private long bytes() {
            return held.stream().mapToLong(it -> it.body().length).sum();
        }

        private void handle(List<FakeDelivery> batch) throws InterruptedException {
            try {
                handler.handle(List.copyOf(batch));
            } catch (RuntimeException bug) {
                // the port's promise for bugs: again, one by one
                change(() -> bugs.add(bug));
                if (batch.size() == 1) {
                    pause();
                }
                for (var delivery : batch) {
                    if (isHeld(delivery)) {
                        handle(List.of(delivery));
                    }
                }
            }
        }

        private boolean isHeld(FakeDelivery delivery) {
            return locked(() -> !stopping && held.contains(delivery));
        }

        private void pause() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long nanos = TimeUnit.MILLISECONDS.toNanos(20);
                while (!stopping && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
            } finally {
                lock.unlock();
            }
        }

        /// Puts what is held back to the head of the queue; called under the lock.
        void giveBack() {
            for (var delivery : held.reversed()) {
                delivery.owner = null;
                queue(route()).addFirst(delivery.again());
            }
            held.clear();
        }

        @Override
        public void stopTaking(Duration limit) {
            change(() -> stopping = true);
            try {
                thread.join(limit);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stopTaking(Duration.ZERO.plusMillis(1));
            thread.interrupt();
            stopTaking(Duration.ofSeconds(5));
            closed = true;
            change(() -> {
                giveBack();
                subscriptions.remove(this);
            });
        }

        @Override
        public boolean connected() {
            return !closed;
        }

        @Override
        public int unsettled() {
            return locked(held::size);
        }

        @Override
        public long unsettledBytes() {
            return locked(this::bytes);
        }
    }

    private final class FakeDelivery implements Delivery {

        private final Message message;
        private final boolean redelivered;
        private @Nullable FakeSubscription owner; // guarded by lock

        FakeDelivery(Message message, boolean redelivered) {
            this.message = message;
            this.redelivered = redelivered;
        }

        Message message() {
            return message;
        }

        FakeDelivery again() {
            return new FakeDelivery(message, true);
        }

        @Override
        public byte[] body() {
            return message.body();
        }

        @Override
        public Map<String, String> headers() {
            return message.headers();
        }

        @Override
        public String origin() {
            return "fake:" + message.route().address();
        }

        @Override
        public String channel() {
            return "amqp";
        }

        @Override
        public boolean redelivered() {
            return redelivered;
        }

        @Override
        public void claimed() {
            // flow control goes with done, as on RabbitMQ
        }

        @Override
        public void done() {
            change(() -> {
                if (owner != null) {
                    owner.held.remove(this);
                }
            });
        }
    }
}
