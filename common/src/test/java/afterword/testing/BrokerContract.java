// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.BatchHandler;
import afterword.messaging.Broker;
import afterword.messaging.Confirm;
import afterword.messaging.Delivery;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

/// What every adapter of a broker must do, shown against a real server.
///
/// The services stand on these promises and on no others: the order of messages, say, is none.
@Timeout(120)
public abstract class BrokerContract {

    private static final Duration SOON = Duration.ofSeconds(20);
    // a loaded machine must not turn a promise kept late into a failure
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final String GROUP = "contract";
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MEBIBYTES_HELD = 4;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable BrokerPlace place; // set before each test
    private @Nullable Broker broker; // set before each test

    /// A place that nothing has been sent to.
    protected abstract BrokerPlace freshPlace();

    @BeforeEach
    void connect() {
        place = freshPlace();
        broker = opened(place.connect(PATIENT));
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void aConfirmedMessageArrivesAsItWasSent() {
        var headers =
                Map.of(
                        "Idempotency-Key",
                        "k1",
                        "ce:id",
                        "7",
                        "ce:source",
                        "/a",
                        "traceparent",
                        "ü");
        var body = "{\"text\":\"héllo 你好 \uD83D\uDE00\"}".getBytes(StandardCharsets.UTF_8);
        var confirm =
                publisher()
                        .publish(Message.of(Route.CONVERSATION_ENDED, "c1", headers, body))
                        .join();
        var inbox = Inbox.settling();
        subscribe(Route.CONVERSATION_ENDED, 10, inbox);

        assertThat(confirm).isInstanceOf(Confirm.Confirmed.class);
        awaitSize(inbox, 1);
        var delivery = inbox.deliveries().getFirst();
        assertThat(delivery.body()).isEqualTo(body);
        assertThat(delivery.headers()).containsAllEntriesOf(headers);
        assertThat(delivery.redelivered()).isFalse();
        assertThat(delivery.channel()).isIn("amqp", "kafka");
        assertThat(delivery.origin()).contains(Route.CONVERSATION_ENDED.address());
    }

    @Test
    void everyRouteIsThereWithoutPreparation() throws Exception {
        var publisher = publisher();
        var messages =
                List.of(Route.values()).stream()
                        .map(route ->
                                Message.of(
                                        route,
                                        "k",
                                        Map.of(),
                                        "{}".getBytes(StandardCharsets.UTF_8)))
                        .toList();

        assertThat(publisher.publishAll(messages)).allMatch(Confirm::confirmed);
    }

    @Test
    void aBodyOfOneMebibyteGoesThrough() {
        var body = "x".repeat(1024 * 1024);
        assertThat(publisher().publish(message(body)).join().confirmed()).isTrue();
        var inbox = Inbox.settling();
        subscribe(Route.ANALYSIS_REQUESTED, 10, inbox);

        awaitSize(inbox, 1);
        assertThat(inbox.deliveries().getFirst().body()).hasSize(body.length());
    }

    @Test
    void whatIsNotDoneIsRedeliveredAfterACrashAndSaysSo() throws Exception {
        publish(20);
        var first = Inbox.holding();
        var crashed = subscribe(Route.ANALYSIS_REQUESTED, 50, first);
        awaitSize(first, 20);
        crashed.close();

        var second = Inbox.settling();
        subscribe(Route.ANALYSIS_REQUESTED, 50, second);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(second.bodies()).containsAll(numbers(20)));
        assertThat(second.deliveries()).allMatch(Delivery::redelivered);
    }

    @Test
    void whatIsDoneInAnyOrderDoesNotComeAgain() throws Exception {
        publish(30);
        var first = Inbox.holding();
        var subscription = subscribe(Route.ANALYSIS_REQUESTED, 50, first);
        awaitSize(first, 30);
        first.deliveries().reversed().forEach(Delivery::done);
        first.deliveries().forEach(Delivery::done);
        await().atMost(SOON).until(() -> subscription.unsettled() == 0);
        subscription.stopTaking(Duration.ofSeconds(5));
        subscription.close();

        var second = Inbox.settling();
        subscribe(Route.ANALYSIS_REQUESTED, 50, second);
        publish(30, 31);

        awaitSize(second, 1);
        assertThat(second.bodies()).containsExactly("30");
        assertThat(second.deliveries().getFirst().redelivered()).isFalse();
    }

    @Test
    void aGracefulStopNeitherLosesNorRepeats() throws Exception {
        int all = 2_000;
        publish(all);
        var seen = new ConcurrentLinkedQueue<String>();
        for (int generation = 0; generation < 4; generation++) {
            var some = new CountDownLatch(200);
            var subscription =
                    subscribe(
                            Route.ANALYSIS_REQUESTED,
                            100,
                            new Inbox(delivery -> {
                                seen.add(Inbox.body(delivery));
                                delivery.done();
                                some.countDown();
                                pause(Duration.ofMillis(1));
                            }));
            assertThat(some.await(20, TimeUnit.SECONDS)).isTrue();
            subscription.stopTaking(Duration.ofSeconds(10));
            subscription.close();
        }
        var rest =
                new Inbox(delivery -> {
                    seen.add(Inbox.body(delivery));
                    delivery.done();
                });
        subscribe(Route.ANALYSIS_REQUESTED, 100, rest);

        await().atMost(SOON).until(() -> seen.size() >= all);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers(all));
        // a restart must not look like a death; what RabbitMQ had under way to a consumer when it
        // was cancelled never reached us, and comes marked nevertheless
        assertThat(redelivered(rest)).hasSizeLessThan(40);
    }

    private static List<String> redelivered(Inbox inbox) {
        return inbox.deliveries().stream().filter(Delivery::redelivered).map(Inbox::body).toList();
    }

    @Test
    void noMoreIsInFlightThanAllowed() throws Exception {
        publish(200);
        var inbox = Inbox.holding();
        var subscription =
                opened(
                        broker().subscribe(
                                        new Subscription.Settings(
                                                Route.ANALYSIS_REQUESTED, GROUP, 10, 4),
                                        inbox));
        int settled = 0;
        while (settled < 200) {
            int next = settled;
            await().atMost(SOON).until(() -> inbox.size() > next);
            assertThat(inbox.size() - settled).isBetween(1, 10);
            assertThat(subscription.unsettled()).isLessThanOrEqualTo(10);
            var oldest = inbox.deliveries().subList(settled, inbox.size());
            settled += oldest.size();
            oldest.forEach(Delivery::done);
        }
        assertThat(inbox.bodies()).containsExactlyInAnyOrderElementsOf(numbers(200));
        assertThat(inbox.largestBatch()).isLessThanOrEqualTo(4);
    }

    @Test
    void noMoreBytesAreHeldThanAllowed() throws Exception {
        int all = 40;
        publishLarge(all);
        var inbox = Inbox.holding();
        var subscription = subscribeWithin(MEBIBYTES_HELD, inbox);
        int settled = 0;
        while (settled < all) {
            int next = settled;
            await().atMost(SOON).until(() -> inbox.size() > next);
            // what was read of the next one belongs to it as well
            assertThat(subscription.unsettledBytes())
                    .isLessThanOrEqualTo((MEBIBYTES_HELD + 1) * MEBIBYTE);
            assertThat(inbox.size() - settled).isBetween(1, MEBIBYTES_HELD + 1);
            var oldest = inbox.deliveries().subList(settled, inbox.size());
            settled += oldest.size();
            oldest.forEach(Delivery::done);
        }
        assertThat(inbox.deliveries()).hasSize(all).noneMatch(Delivery::redelivered);
        await().atMost(SOON).until(() -> subscription.unsettledBytes() == 0);
    }

    @Test
    void aStopWhileTooManyBytesWaitLosesNothing() throws Exception {
        int all = 40;
        publishLarge(all);
        var held = Inbox.holding();
        var subscription = subscribeWithin(MEBIBYTES_HELD, held);
        awaitSize(held, MEBIBYTES_HELD);
        subscription.stopTaking(Duration.ofSeconds(10));
        subscription.close();

        var rest = Inbox.settling();
        subscribeWithin(MEBIBYTES_HELD, rest);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Set.copyOf(rest.bodies())).hasSize(all));
    }

    private void publishLarge(int count) throws InterruptedException {
        var filling = "x".repeat(MEBIBYTE - 8);
        try (var publisher = publisher()) {
            for (int n = 0; n < count; n++) {
                var message = message("%08d%s".formatted(n, filling));
                assertThat(publisher.publish(message).join().confirmed()).isTrue();
            }
        }
    }

    private Subscription subscribeWithin(int mebibytes, BatchHandler handler) {
        var most = DataSize.ofMegabytes(mebibytes);
        return opened(
                broker().subscribe(
                                new Subscription.Settings(
                                        Route.ANALYSIS_REQUESTED, GROUP, 256, 50, most),
                                handler));
    }

    @Test
    void oneSlowMessageDoesNotStopTheOthers() throws Exception {
        var slow = new ConcurrentLinkedQueue<Delivery>();
        var inbox =
                new Inbox(delivery -> {
                    if (Inbox.body(delivery).equals("0")) {
                        slow.add(delivery);
                    } else {
                        delivery.done();
                    }
                });
        subscribe(Route.ANALYSIS_REQUESTED, 20, inbox);
        publish(1_000);

        awaitSize(inbox, 1_000);
        assertThat(slow).hasSize(1);
        slow.forEach(Delivery::done);
    }

    @Test
    void aHandlerThatThrowsGetsItsMessagesAgainOneByOne() throws Exception {
        publish(5);
        var thrown = ConcurrentHashMap.<String>newKeySet();
        var done = new ConcurrentLinkedQueue<String>();
        BatchHandler clumsy =
                batch -> {
                    for (var delivery : batch) {
                        if (thrown.add(Inbox.body(delivery))) {
                            throw new IllegalStateException("a bug, on purpose");
                        }
                        done.add(Inbox.body(delivery));
                        delivery.done();
                    }
                };
        opened(broker().subscribe(settings(Route.ANALYSIS_REQUESTED, 20), clumsy));

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(new HashSet<>(done)).isEqualTo(Set.copyOf(numbers(5))));
    }

    @Test
    void tenThousandMessagesGoThroughAndNoneIsLost() throws Exception {
        int all = 10_000;
        var seen = ConcurrentHashMap.<String>newKeySet();
        var deliveries = new AtomicInteger();
        for (int consumer = 0; consumer < 2; consumer++) {
            subscribe(
                    Route.ANALYSIS_REQUESTED,
                    500,
                    new Inbox(delivery -> {
                        deliveries.incrementAndGet();
                        seen.add(Inbox.body(delivery));
                        delivery.done();
                    }));
        }
        var publisher = publisher();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int part = 0; part < 8; part++) {
                int from = part * all / 8;
                threads.execute(() -> publishSurely(publisher, from, from + all / 8));
            }
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> seen.size() == all);
        assertThat(deliveries.get()).isGreaterThanOrEqualTo(all);
    }

    @Test
    void whatHasNoQueueIsNeverConfirmed() {
        var publisher = publisher();
        assertThat(publisher.publish(message("0")).join().confirmed()).isTrue();
        place().remove(Route.ANALYSIS_REQUESTED);

        // Kafka deletes a topic when it gets round to it; from then on
        await().atMost(SOON).until(() -> !publisher.publish(message("1")).join().confirmed());
        assertThat(publisher.publish(message("2")).join().confirmed()).isFalse();
    }

    @Test
    void aBrokerThatIsNotThereRefusesAtOnce() {
        var nobody = opened(place().connectToNobody());
        var publisher = opened(nobody.publisher("nobody"));
        var subscription = opened(nobody.subscribe(settings(Route.COMMANDS, 1), Inbox.settling()));
        long before = System.nanoTime();

        assertThat(publisher.publish(message("1")))
                .isCompletedWithValueMatching(it -> it instanceof Confirm.Refused);
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(publisher.state()).isEqualTo(Publisher.State.DOWN);
        assertThat(subscription.connected()).isFalse();
        assertThat(nobody.backlog(GROUP, Route.COMMANDS)).isEmpty();
    }

    @Test
    void aSilentBrokerKeepsNobodyWaiting() throws Exception {
        publish(10);
        var inbox = Inbox.holding();
        var subscription = subscribe(Route.ANALYSIS_REQUESTED, 500, inbox);
        var publisher = publisher(opened(place().connect(Duration.ofSeconds(1))));
        await().atMost(SOON).until(() -> publisher.publish(message("warm")).join().confirmed());
        awaitSize(inbox, 11);
        place().freeze();
        try {
            long before = System.nanoTime();
            var confirms = new ArrayList<CompletableFuture<Confirm>>();
            for (int at = 0; at < 100; at++) {
                confirms.add(publisher.publish(message("silent")));
            }
            inbox.deliveries().forEach(Delivery::done);
            var handedOver = Duration.ofNanos(System.nanoTime() - before);
            confirms.forEach(confirm -> assertThat(confirm.join().confirmed()).isFalse());
            var answered = Duration.ofNanos(System.nanoTime() - before);

            assertThat(handedOver).isLessThan(Duration.ofMillis(300));
            assertThat(answered).isLessThan(Duration.ofMillis(1_800));
            assertThat(broker().backlog(GROUP, Route.ANALYSIS_REQUESTED)).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(8));
        } finally {
            place().thaw();
        }
        // and what was done meanwhile is not delivered again
        await().atMost(SOON).until(() -> publisher.publish(message("again")).join().confirmed());
        await().atMost(SOON).until(subscription::connected);
        await().atMost(SOON).until(() -> inbox.bodies().contains("again"));
        inbox.deliveries().forEach(Delivery::done);
        subscription.stopTaking(Duration.ofSeconds(5));
        subscription.close();
        assertThat(inbox.bodies()).containsOnlyOnceElementsOf(numbers(10));
    }

    @Test
    void aBlockedBrokerRefusesPublishersAndStillCommitsForConsumers() throws Exception {
        publish(10);
        var first = Inbox.holding();
        var subscription = subscribe(Route.ANALYSIS_REQUESTED, 20, first);
        awaitSize(first, 10);
        var publisher = publisher(opened(place().connect(Duration.ofSeconds(1))));
        var expected = place().block();
        try {
            await().atMost(SOON).until(() -> !publisher.publish(message("no")).join().confirmed());
            assertThat(publisher.state()).isEqualTo(expected);
            first.deliveries().forEach(Delivery::done);
            assertThat(first.bodies()).containsAll(numbers(10));
            subscription.stopTaking(Duration.ofSeconds(10));
            subscription.close();
        } finally {
            place().unblock();
        }
        var second = Inbox.settling();
        subscribe(Route.ANALYSIS_REQUESTED, 20, second);
        await().atMost(SOON).until(() -> publisher.publish(message("yes")).join().confirmed());
        await().atMost(SOON).until(() -> second.bodies().contains("yes"));
        assertThat(second.bodies()).doesNotContainAnyElementsOf(numbers(10));
    }

    @Test
    void backlogCountsWhatNobodyHasTaken() throws Exception {
        publish(25);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(backlog()).containsEntry(Route.ANALYSIS_REQUESTED, 25L));
        subscribe(Route.ANALYSIS_REQUESTED, 10, Inbox.settling());

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(backlog()).containsEntry(Route.ANALYSIS_REQUESTED, 0L));
    }

    @Test
    void closingTwiceAndInAnyOrderDoesNoHarm() {
        var publisher = publisher();
        var subscription = subscribe(Route.COMMANDS, 5, Inbox.settling());
        subscription.stopTaking(Duration.ofSeconds(2));
        subscription.stopTaking(Duration.ofSeconds(2));
        subscription.close();
        subscription.close();
        publisher.close();
        publisher.close();

        assertThat(publisher.publish(message("late")).join()).isInstanceOf(Confirm.Refused.class);
        assertThat(publisher.outstanding()).isZero();
    }

    @Test
    @Tag("slow")
    void whatWasConfirmedSurvivesKillsOfTheBroker() throws Exception {
        var impatient = opened(place().connect(Duration.ofSeconds(1)));
        var seen = ConcurrentHashMap.<String>newKeySet();
        var sent = ConcurrentHashMap.<String>newKeySet();
        subscribe(
                Route.ANALYSIS_REQUESTED,
                200,
                new Inbox(delivery -> {
                    seen.add(Inbox.body(delivery));
                    delivery.done();
                }));
        var publisher = publisher(impatient);
        var stop = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int producer = 0; producer < 4; producer++) {
                int number = producer;
                threads.execute(() -> publishUntil(stop, publisher, number, sent));
            }
            for (int kill = 0; kill < 3; kill++) {
                int before = sent.size();
                await().atMost(Duration.ofSeconds(40)).until(() -> sent.size() > before + 500);
                place().kill();
                place().restart();
            }
            int before = sent.size();
            await().atMost(Duration.ofSeconds(40)).until(() -> sent.size() > before + 500);
            stop.countDown();
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    var lost = new HashSet<>(sent);
                    lost.removeAll(seen);
                    assertThat(lost).isEmpty();
                });
    }

    private static void publishUntil(
            CountDownLatch stop, Publisher publisher, int producer, Set<String> sent) {
        for (int number = 0; stop.getCount() > 0; number++) {
            var body = producer + "-" + number;
            if (publisher.publish(message(body)).join().confirmed()) {
                sent.add(body);
            } else {
                pause(Duration.ofMillis(20));
            }
        }
    }

    /// The broker of this test.
    protected final Broker broker() {
        return Objects.requireNonNull(broker);
    }

    /// The place of this test.
    protected final BrokerPlace place() {
        return Objects.requireNonNull(place);
    }

    private Map<Route, Long> backlog() {
        return broker().backlog(GROUP, Route.ANALYSIS_REQUESTED);
    }

    /// A publisher that is connected.
    protected final Publisher publisher() {
        return publisher(broker());
    }

    private Publisher publisher(Broker at) {
        var publisher = opened(at.publisher("contract"));
        await().atMost(SOON).until(() -> publisher.state() == Publisher.State.OPEN);
        return publisher;
    }

    /// A subscription in one common group, closed after the test.
    protected final Subscription subscribe(Route route, int inFlight, BatchHandler handler) {
        return opened(broker().subscribe(settings(route, inFlight), handler));
    }

    private static Subscription.Settings settings(Route route, int inFlight) {
        return new Subscription.Settings(route, GROUP, inFlight, Math.min(inFlight, 50));
    }

    /// Closes it after the test.
    protected final <T extends AutoCloseable> T opened(T it) {
        open.push(it);
        return it;
    }

    /// Publishes the numbers below `count`, confirmed.
    protected final void publish(int count) throws InterruptedException {
        publish(0, count);
    }

    private void publish(int from, int to) throws InterruptedException {
        var messages =
                IntStream.range(from, to).mapToObj(n -> message(Integer.toString(n))).toList();
        try (var publisher = publisher()) {
            assertThat(publisher.publishAll(messages)).allMatch(Confirm::confirmed);
        }
    }

    private static void publishSurely(Publisher publisher, int from, int to) {
        for (int number = from; number < to; number++) {
            while (!publisher.publish(message(Integer.toString(number))).join().confirmed()) {
                pause(Duration.ofMillis(10));
            }
        }
    }

    /// A message whose body is this text.
    protected static Message message(String body) {
        return Message.of(
                Route.ANALYSIS_REQUESTED,
                "key-" + body.length() % 97 + body.hashCode() % 97,
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /// The texts of the numbers below `count`.
    protected static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /// Waits until so many deliveries have come.
    protected static void awaitSize(Inbox inbox, int size) {
        await().atMost(SOON).until(() -> inbox.size() >= size);
    }

    private static void pause(Duration time) {
        try {
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
