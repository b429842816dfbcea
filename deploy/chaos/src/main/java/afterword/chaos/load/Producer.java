// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.load;

import afterword.chaos.check.Attempt;
import afterword.chaos.check.Facts;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.Instance;
import afterword.chaos.rig.LedgerFile;
import afterword.local.LineBroker;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Hands over conversations at a given rate, as good producers do: an answer that is not known is
/// repeated with the same key, by another gateway, until it is. Every try is in its ledger.
///
/// At most 1,000 conversations are on their way at once. Thread-safe.
public final class Producer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int AT_ONCE = 1_000;
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final Duration GIVE_UP = Duration.ofMinutes(3);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 3_000;

    private final List<Instance> gateways;
    private final QueueDoor queue;
    private final Clock clock;
    private final Plan plan;
    private final LedgerFile<Attempt> ledger;
    private final Map<String, Integer> questions = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private volatile double rate; // written by the programme, read by the pacer
    private volatile boolean stopped; // written by stop

    /// What is sent.
    ///
    /// @param prefix of all keys
    public record Plan(String prefix, long seed, double perSecond) {}

    /// @param ledger file of it
    public Producer(
            List<Instance> gateways, LineBroker broker, Clock clock, Plan plan, Path ledger) {
        this.gateways = List.copyOf(gateways);
        this.queue = QueueDoor.to(broker);
        this.clock = clock;
        this.plan = plan;
        this.rate = plan.perSecond();
        this.ledger = new LedgerFile<>(ledger);
    }

    /// Begins.
    public void start() {
        Thread.ofVirtual().name("producer").start(this::pace);
    }

    /// Sets the rate.
    public void rate(double perSecond) {
        rate = perSecond;
    }

    private void pace() {
        long next = System.nanoTime();
        while (!stopped) {
            double now = rate;
            if (now <= 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                next = System.nanoTime();
                continue;
            }
            next += (long) (1e9 / now);
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            room.acquireUninterruptibly();
            var conversation =
                    Conversation.of(plan.prefix(), plan.seed(), numbers.incrementAndGet());
            questions.put(conversation.key(), conversation.questions());
            Thread.ofVirtual().name("hand-over").start(() -> handOver(conversation));
        }
    }

    private void handOver(Conversation conversation) {
        try {
            switch (conversation.fate()) {
                case PLAIN, BAD -> post(conversation, conversation.body());
                case TWINS -> {
                    var twin =
                            Thread.ofVirtual().start(() -> post(conversation, conversation.body()));
                    post(conversation, conversation.body());
                    twin.join();
                }
                case AGAIN -> {
                    post(conversation, conversation.body());
                    TimeUnit.MILLISECONDS.sleep(3_000);
                    post(conversation, conversation.body());
                }
                case OTHER_BODY -> {
                    post(conversation, conversation.body());
                    post(conversation, conversation.otherBody());
                }
                case QUEUE -> publish(conversation);
                case BOTH_DOORS -> {
                    post(conversation, conversation.body());
                    publish(conversation);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    private void publish(Conversation conversation) throws InterruptedException {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (System.nanoTime() < end) {
            long sent = clock.now();
            boolean confirmed = queue.publish(conversation.key(), conversation.body());
            ledger.add(
                    new Attempt(
                            conversation.key(),
                            "queue",
                            sent,
                            clock.now(),
                            confirmed ? Attempt.Answer.ACCEPTED : Attempt.Answer.UNKNOWN,
                            0,
                            ""));
            if (confirmed) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private void post(Conversation conversation, String body) {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        int turn = conversation.key().hashCode() & 0xff;
        try {
            while (System.nanoTime() < end) {
                var attempt = attempt(conversation.key(), body, turn++);
                ledger.add(attempt);
                if (attempt.answer() != Attempt.Answer.UNKNOWN) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Attempt attempt(String key, String body, int turn) throws InterruptedException {
        var gateway = gateways.get(turn % gateways.size());
        var process = gateway.process();
        var request =
                HttpRequest.newBuilder(gateway.address().resolve("/v1/conversations/end"))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        long sent = clock.now();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return read(key, process, sent, answer);
        } catch (IOException e) {
            boolean connected =
                    !(e instanceof java.net.ConnectException)
                            && !(e instanceof java.net.http.HttpConnectTimeoutException);
            return new Attempt(
                    key,
                    process,
                    sent,
                    clock.now(),
                    Attempt.Answer.UNKNOWN,
                    connected ? 0 : -1,
                    "");
        }
    }

    private Attempt read(String key, String process, long sent, HttpResponse<String> answer) {
        int status = answer.statusCode();
        boolean refused = status >= 400 && status < 500 && status != 429;
        var kind =
                status == 202
                        ? Attempt.Answer.ACCEPTED
                        : refused ? Attempt.Answer.REFUSED : Attempt.Answer.UNKNOWN;
        return new Attempt(
                key,
                process,
                sent,
                clock.now(),
                kind,
                status,
                kind == Attempt.Answer.ACCEPTED ? eventId(answer.body()) : "");
    }

    private static String eventId(String body) {
        try {
            return JSON.readTree(body).at("/data/event_id").asString("");
        } catch (JacksonException _) {
            return "unreadable";
        }
    }

    /// Conversations begun so far.
    public int begun() {
        return numbers.get();
    }

    /// Tries so far.
    public int attempts() {
        return ledger.size();
    }

    /// All tries so far.
    public List<Attempt> tries() {
        return ledger.facts();
    }

    /// Begins no more, and waits for those on their way.
    ///
    /// @return whether all had ended within the limit
    public boolean stop(Duration limit) throws InterruptedException {
        stopped = true;
        return room.tryAcquire(AT_ONCE, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The ledger.
    public Facts.Producer facts() {
        return new Facts.Producer(ledger.facts(), questions);
    }

    @Override
    public void close() {
        stopped = true;
        queue.close();
        client.close();
        ledger.close();
    }
}
