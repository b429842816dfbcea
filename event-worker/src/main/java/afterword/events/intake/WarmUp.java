// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.audit.Taken;
import afterword.events.ledger.NewEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.NestedRuntimeException;
import org.springframework.transaction.support.TransactionTemplate;

/// Runs the hot path a few times before the process reports ready, so that the first real batch
/// does not pay for class loading and plans. What it stores is rolled back. Old counts of suspects
/// are swept out by the way.
final class WarmUp implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int ROUNDS = 200;

    private static final byte[] SAMPLE =
            """
            {"conversation_id": "warm-up", "user_id": "warm-up", "bot_id": "b", "end_time": "2020-01-01T00:10:00Z",
             "conversation_logs": [{"character": "BOT_RESPONSE_CONVERSATION", "content": "Hello!"},
                                   {"character": "USER_RESPONSE_CONVERSATION", "content": "Why is the sky blue?"}]}
            """
                    .getBytes(StandardCharsets.UTF_8);

    private final Decoder decoder;
    private final EventStore store;
    private final TransactionTemplate transaction;
    private final Suspects suspects;
    private final Duration suspectsKept;

    WarmUp(
            Decoder decoder,
            EventStore store,
            TransactionTemplate transaction,
            Suspects suspects,
            Duration suspectsKept) {
        this.decoder = decoder;
        this.store = store;
        this.transaction = transaction;
        this.suspects = suspects;
        this.suspectsKept = suspectsKept;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        long end = System.nanoTime() + LONGEST.toNanos();
        var sample = new Submission(SAMPLE, Map.of(), "warm-up", "amqp");
        try {
            suspects.clearOlderThan(suspectsKept);
            for (int i = 0; i < ROUNDS && System.nanoTime() < end; i++) {
                if (decoder.decode(sample) instanceof Decoded.Event(var event, _) && i % 10 == 0) {
                    storeAndForget(event);
                }
            }
        } catch (NestedRuntimeException e) {
            LOG.info("started cold, the store is away: {}", e.toString());
        }
    }

    private void storeAndForget(NewEvent event) {
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            store.write(List.of(event), Taken.NOTHING);
        });
    }
}
