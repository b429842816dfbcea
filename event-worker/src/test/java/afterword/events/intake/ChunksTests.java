// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.messaging.Delivery;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChunksTests {

    @Test
    void fillsChunksInOrderUpToTheLimit() {
        assertThat(sizes(10, 4, 6, 1, 9, 5))
                .containsExactly(List.of(4, 6), List.of(1, 9), List.of(5));
    }

    @Test
    void messageLargerThanTheLimitTravelsAlone() {
        assertThat(sizes(10, 3, 25, 3)).containsExactly(List.of(3), List.of(25), List.of(3));
    }

    @Test
    void nothingMakesNoChunk() {
        assertThat(sizes(10)).isEmpty();
    }

    private static List<List<Integer>> sizes(long most, int... bodies) {
        var batch = Arrays.stream(bodies).<Delivery>mapToObj(Sized::new).toList();
        return IntakeHandler.chunks(batch, most).stream()
                .map(chunk -> chunk.stream().map(delivery -> delivery.body().length).toList())
                .toList();
    }

    private record Sized(int bytes) implements Delivery {

        @Override
        public byte[] body() {
            return new byte[bytes];
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public String origin() {
            return "queue";
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
        public void claimed() {}

        @Override
        public void done() {}
    }
}
