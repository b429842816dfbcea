// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.testing.FakeBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowOutboxTests {

    private final FakeBroker broker = new FakeBroker(Duration.ofMillis(20));
    private final MemoryRows rows = new MemoryRows();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RowOutbox<Integer> outbox =
            new RowOutbox<>(
                    "requests",
                    broker.publisher("test"),
                    rows,
                    new RowOutbox.Settings(Duration.ofMillis(5), 2, 1),
                    meters);

    @AfterEach
    void close() {
        outbox.close();
        broker.close();
    }

    @Test
    void publishesFreshRowsWithoutTheRelay() {
        rows.owed.addAll(List.of(1, 2, 3));
        outbox.offer(List.of(1, 2, 3));
        await().until(rows.owed::isEmpty);
        assertThat(broker.published(Route.COMMANDS)).hasSize(3);
        assertThat(count("offer", "confirmed")).isEqualTo(3);
    }

    @Test
    void relaysWhatTheBrokerDidNotConfirm() {
        broker.answer(FakeBroker.Answer.LOST);
        rows.owed.addAll(List.of(1, 2, 3));
        outbox.offer(List.of(1, 2, 3));
        await().until(() -> count("offer", "unconfirmed") == 3);
        assertThat(rows.owed).hasSize(3);
        broker.answer(FakeBroker.Answer.CONFIRM);
        outbox.start();
        await().until(rows.owed::isEmpty);
    }

    @Test
    void claimsNothingWhileTheBrokerIsBlocked() {
        broker.answer(FakeBroker.Answer.BLOCKED);
        rows.owed.add(1);
        outbox.start();
        await().during(Duration.ofMillis(50)).until(() -> rows.claims.get() == 0);
    }

    @Test
    void goesOnAfterTheStoreFailed() {
        rows.broken = true;
        rows.owed.add(1);
        outbox.offer(List.of(1));
        outbox.start();
        await().until(() -> rows.claims.get() > 2);
        rows.broken = false;
        await().until(rows.owed::isEmpty);
    }

    private double count(String way, String end) {
        var counter =
                meters.find("afterword.outbox")
                        .tags("outbox", "requests", "way", way, "end", end)
                        .counter();
        return counter == null ? 0 : counter.count();
    }

    private static final class MemoryRows implements RowOutbox.Rows<Integer> {

        final Set<Integer> owed = ConcurrentHashMap.newKeySet();
        volatile boolean broken; // written by the test
        final AtomicInteger claims = new AtomicInteger();

        @Override
        public List<Integer> claim(int limit) {
            claims.incrementAndGet();
            if (broken) {
                throw new IllegalStateException("store is away");
            }
            var due = new ArrayList<>(owed);
            return due.subList(0, Math.min(limit, due.size()));
        }

        @Override
        public Map<Integer, Message> messages(List<Integer> rows) {
            var messages = new LinkedHashMap<Integer, Message>();
            for (var row : rows) {
                messages.put(row, Message.of(Route.COMMANDS, "key", Map.of(), new byte[] {1}));
            }
            return messages;
        }

        @Override
        public void confirmed(List<Integer> rows) {
            if (broken) {
                throw new IllegalStateException("store is away");
            }
            rows.forEach(owed::remove);
        }
    }
}
