// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Confirm;
import afterword.messaging.Delivery;
import afterword.messaging.Message;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeBrokerTests {

    private static final Subscription.Settings SETTINGS =
            new Subscription.Settings(Route.COMMANDS, "group", 4, 2);

    private final FakeBroker broker = new FakeBroker(Duration.ofMillis(10));
    private final List<Delivery> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void holdsNoMoreThanInFlight() {
        broker.subscribe(SETTINGS, seen::addAll);
        for (int i = 0; i < 6; i++) {
            broker.send(message());
        }
        await().until(() -> seen.size() == 4);
        assertThat(broker.waiting(Route.COMMANDS)).hasSize(2);
        seen.forEach(Delivery::done);
        await().until(() -> seen.size() == 6);
    }

    @Test
    void redeliversWhatWasNotDone() {
        broker.subscribe(SETTINGS, seen::addAll);
        broker.send(message());
        await().until(() -> seen.size() == 1);
        broker.dropConnections();
        await().until(() -> seen.size() == 2);
        assertThat(seen.getFirst().redelivered()).isFalse();
        assertThat(seen.getLast().redelivered()).isTrue();
        seen.getFirst().done();
        assertThat(broker.drained(Route.COMMANDS)).isFalse();
        seen.getLast().done();
        assertThat(broker.drained(Route.COMMANDS)).isTrue();
    }

    @Test
    void handsBatchOverOneByOneAfterException() {
        broker.send(message());
        broker.send(message());
        broker.subscribe(
                SETTINGS,
                batch -> {
                    if (batch.size() > 1) {
                        throw new IllegalStateException("bug");
                    }
                    seen.addAll(batch);
                    batch.forEach(Delivery::done);
                });
        await().until(() -> broker.drained(Route.COMMANDS));
        assertThat(seen).hasSize(2);
        assertThat(broker.bugs()).hasSize(1);
    }

    @Test
    void answersAsTold() throws InterruptedException {
        try (var publisher = broker.publisher("test")) {
            broker.answer(FakeBroker.Answer.LOST);
            assertThat(publisher.publishAll(List.of(message())))
                    .first()
                    .isInstanceOf(Confirm.Unknown.class);
            broker.answer(Route.COMMANDS, FakeBroker.Answer.REFUSE);
            assertThat(publisher.publish(message()).join()).isInstanceOf(Confirm.Refused.class);
            broker.answer(FakeBroker.Answer.CONFIRM);
            assertThat(publisher.publish(message()).join().confirmed()).isTrue();
            assertThat(broker.published(Route.COMMANDS)).hasSize(1);
        }
    }

    private static Message message() {
        return Message.of(Route.COMMANDS, "key", Map.of(), new byte[] {1});
    }
}
