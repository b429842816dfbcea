// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.contract.Tenant;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.observability.Tracing;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/// What accepting one event may cost, counted, so that it cannot creep up unseen. Counts do not
/// depend on the machine: without the optimising compiler, which only ever takes allocations away,
/// they are the same in every run.
class AcceptCostTests {

    private static final int EVENTS = 65;

    private final Judge judge =
            new Judge(
                    new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT),
                    InstantSource.system(),
                    Tracing.off());

    /// Keeps what was published; the test confirms.
    private static final class Kept implements Publisher {

        private final List<Message> messages = new ArrayList<>();
        private final List<CompletableFuture<Confirm>> confirms = new ArrayList<>();

        @Override
        public CompletableFuture<Confirm> publish(Message message) {
            messages.add(message);
            confirms.add(new CompletableFuture<>());
            return confirms.getLast();
        }

        @Override
        public State state() {
            return State.OPEN;
        }

        @Override
        public int outstanding() {
            return 0;
        }

        @Override
        public void close(Duration limit) {
            // nothing is open
        }
    }

    /// About 1.5 kB in a dozen turns.
    private static byte[] body(int number) {
        var turns = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            turns.add(
                    "{\"character\":\"USER_RESPONSE_CONVERSATION\",\"content\":\"Why is the sky blue, and why not green?\"}");
        }
        return """
        {"conversation_id":"c%d","user_id":"u","end_time":"2025-11-26T10:20:00Z","conversation_logs":[%s]}
        """
                .formatted(number, String.join(",", turns))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Intake judged(byte[] body) {
        return judge.judge(Tenant.DEFAULT, body, new Judge.Circumstances(null, null), Map.of());
    }

    /// Its characters, its canonical bytes and the parser's own objects are most of it.
    @Test
    void judgingAllocatesAtMost40kB() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 200; i++) {
            judged(body(i)); // classes, caches of names
        }
        var body = body(1);
        long before = threads.getCurrentThreadAllocatedBytes();
        int rounds = 100;
        for (int i = 0; i < rounds; i++) {
            judged(body);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        assertThat(each).isLessThan(40_000);
    }

    @Test
    void sixtyFiveEventsAreTwoMessagesOfHardlyMoreThanTheirBytes() {
        var kept = new Kept();
        var sizes = DistributionSummary.builder("g").register(new SimpleMeterRegistry());
        var settings = new GroupSettings(64, DataSize.ofKilobytes(256), 1);
        var publisher = new GroupPublisher(kept, settings, sizes);
        long canonical = 0;
        for (int i = 0; i < EVENTS; i++) {
            var message = judged(body(i)).message();
            canonical += message.body().length;
            var _ = publisher.publish(message);
        }
        kept.confirms.getFirst().complete(new Confirm.Confirmed());
        assertThat(kept.messages).hasSize(2);
        long sent = kept.messages.stream().mapToLong(message -> message.body().length).sum();
        assertThat((sent - canonical) / EVENTS).isLessThan(400);
    }

    @Test
    void canonicalFormIsLittleLongerThanWhatWasSent() {
        var body = body(1);
        assertThat(judged(body).message().body().length).isLessThan(body.length * 3 / 2);
    }
}
