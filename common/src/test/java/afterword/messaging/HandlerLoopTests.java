// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandlerLoopTests {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);

    private record Told(String name) implements Delivery {

        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public String origin() {
            return "test";
        }

        @Override
        public String channel() {
            return "amqp";
        }

        @Override
        public boolean redelivered() {
            return false;
        }

        @Override
        public void claimed() {
            // nobody looks
        }

        @Override
        public void done() {
            // nobody looks
        }
    }

    @Test
    void takesWhatIsThereInOrderUpToTheSize() {
        var loop = new HandlerLoop<Told>("test", 3, this::holdFirst);
        loop.add(new Told("0"));
        await().until(() -> batches.size() == 1);
        IntStream.range(1, 6).forEach(i -> loop.add(new Told("" + i)));
        assertThat(loop.waiting()).isEqualTo(5);
        held.countDown();
        await().until(() -> batches.size() == 3);
        assertThat(batches)
                .containsExactly(List.of("0"), List.of("1", "2", "3"), List.of("4", "5"));
        assertThat(loop.stop(LONG)).isEmpty();
    }

    @Test
    void stopsWhileItWaitsAndHandsNothingOverAfterwards() {
        var loop = new HandlerLoop<Told>("test", 3, this::holdFirst);
        assertThat(loop.stop(LONG)).isEmpty(); // would take the hour if it did not hear of it
        loop.add(new Told("late"));
        assertThat(loop.stop(LONG)).containsExactly(new Told("late"));
        assertThat(batches).isEmpty();
    }

    @Test
    void givesBackWhatWasNotStartedAndForgetsWhatIsGone() {
        var loop = new HandlerLoop<Told>("test", 3, this::holdFirst);
        loop.add(new Told("0"));
        await().until(() -> batches.size() == 1);
        loop.add(new Told("gone"));
        loop.add(new Told("left"));
        loop.dropIf(told -> told.name().equals("gone"));
        assertThat(loop.stop(Duration.ofMillis(1))).containsExactly(new Told("left"));
        assertThat(batches).containsExactly(List.of("0"));
    }

    private void holdFirst(List<Delivery> batch) throws InterruptedException {
        boolean first = batches.isEmpty();
        batches.add(batch.stream().map(it -> ((Told) it).name()).toList());
        if (first) {
            held.await();
        }
    }
}
