// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AckQueueTests {

    /// What a broker does with acks: refuses a tag it does not know.
    private static final class Acks {
        private final TreeSet<Long> open = new TreeSet<>();
        private final List<String> frames = Collections.synchronizedList(new ArrayList<>());
        private final List<Long> refused = Collections.synchronizedList(new ArrayList<>());

        Acks(long deliveries) {
            LongStream.rangeClosed(1, deliveries).forEach(open::add);
        }

        Channel channel() {
            return (Channel)
                    Proxy.newProxyInstance(
                            Channel.class.getClassLoader(),
                            new Class<?>[] {Channel.class},
                            (_, method, arguments) -> {
                                if (method.getName().equals("basicAck")) {
                                    acknowledge((long) arguments[0], (boolean) arguments[1]);
                                }
                                return null;
                            });
        }

        private synchronized void acknowledge(long tag, boolean multiple) {
            frames.add(tag + (multiple ? "*" : ""));
            if (!open.contains(tag)) {
                refused.add(tag);
            } else if (multiple) {
                open.headSet(tag, true).clear();
            } else {
                open.remove(tag);
            }
        }
    }

    @Test
    void acknowledgesAWholeBatchInFewFrames() {
        var acks = new Acks(500);
        try (var queue = new AckQueue(acks.channel())) {
            LongStream.rangeClosed(1, 500).forEach(queue::settled);
        }
        assertThat(acks.open).isEmpty();
        assertThat(acks.refused).isEmpty();
        assertThat(acks.frames.size()).isLessThan(500);
        assertThat(acks.frames.getLast()).isEqualTo("500*");
    }

    @Test
    void neverAcknowledgesATagTwiceOrUnsettledWhateverTheOrder() {
        var random = new Random(11);
        for (int round = 0; round < 50; round++) {
            var acks = new Acks(200);
            var tags = new ArrayList<>(LongStream.rangeClosed(1, 200).boxed().toList());
            Collections.shuffle(tags, random);
            var unsettled = tags.removeLast();
            try (var queue = new AckQueue(acks.channel())) {
                tags.forEach(queue::settled);
            }
            assertThat(acks.refused).isEmpty();
            assertThat(acks.open).containsExactly(unsettled);
        }
    }
}
