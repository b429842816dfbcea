// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.Reason;
import afterword.events.deadletter.Burial;
import afterword.events.intake.Suspects.Suspect;
import afterword.messaging.BatchHandler;
import afterword.messaging.Confirm;
import afterword.messaging.Delivery;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.persistence.StoreGate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.NestedRuntimeException;
import tools.jackson.core.JacksonException;

/// Takes batches of finished conversations.
///
/// Walk: what comes for the first time is decoded, stored together, and acknowledged after the
/// commit. What the broker has handed out before may have killed the process, so it runs alone,
/// after its start was counted. For one thread, the subscription's.
final class IntakeHandler implements BatchHandler {

    private final StoreGate gate;
    private final Reading reading;
    private final Settlement settlement;
    private final Suspects suspects;
    private final Publisher splits;
    private final Limits limits;
    private volatile long lastBatch = System.nanoTime(); // written by the handler's thread

    /// What the handler counts, and counts to.
    ///
    /// @param deaths of a message alone, before it is given up
    /// @param batchBytes stored in one transaction at most
    record Limits(int deaths, long batchBytes, IntakeMeters meters) {}

    /// @param splits publishes the members of batches that came a second time
    IntakeHandler(
            StoreGate gate,
            Reading reading,
            Settlement settlement,
            Suspects suspects,
            Publisher splits,
            Limits limits) {
        this.gate = gate;
        this.reading = reading;
        this.settlement = settlement;
        this.suspects = suspects;
        this.splits = splits;
        this.limits = limits;
    }

    @Override
    public void handle(List<Delivery> batch) throws InterruptedException {
        limits.meters().batch(batch.size());
        var fresh = batch.stream().filter(delivery -> !delivery.redelivered()).toList();
        for (var chunk : chunks(fresh, limits.batchBytes())) {
            settlement.settle(chunk.size(), reading.read(chunk));
            chunk.forEach(Delivery::done);
        }
        alone(batch.stream().filter(Delivery::redelivered).toList());
        lastBatch = System.nanoTime();
    }

    /// Changes with every batch that was settled.
    long lastBatch() {
        return lastBatch;
    }

    /// Cuts a batch so that no part is larger than `most`, but for a single message.
    static List<List<Delivery>> chunks(List<Delivery> batch, long most) {
        var chunks = new ArrayList<List<Delivery>>();
        long bytes = 0;
        for (var delivery : batch) {
            bytes += delivery.body().length;
            if (chunks.isEmpty() || bytes > most) {
                chunks.add(new ArrayList<>());
                bytes = delivery.body().length;
            }
            chunks.getLast().add(delivery);
        }
        return chunks;
    }

    /// The counts are deleted together at the end: should the process die before, each of these
    /// messages is acknowledged already and does not come again.
    private void alone(List<Delivery> again) throws InterruptedException {
        var started = new ArrayList<Suspect>(again.size());
        try {
            for (var delivery : again) {
                limits.meters().alone();
                var suspect = Suspect.of(delivery);
                int deaths = gate.pass("a suspect", () -> suspects.start(suspect));
                started.add(suspect);
                settleAlone(delivery, deaths);
                delivery.done();
            }
            gate.pass("suspects", () -> clear(started));
        } catch (InterruptedException e) {
            putDown(started);
            throw e;
        }
    }

    private void settleAlone(Delivery delivery, int deaths) throws InterruptedException {
        if (deaths >= limits.deaths()) {
            var detail = "the process died " + deaths + " times while it worked on this alone";
            var burial = Burial.of(delivery, Decoder.STAGE, Reason.POISON, detail);
            settlement.settle(1, List.of(new Decoded.Dead(burial)));
        } else if (!Members.isBatch(delivery.body()) || !splitUp(delivery)) {
            settlement.settle(1, reading.read(List.of(delivery)));
        }
    }

    /// Publishes the members as messages of their own, so that a bad one dies alone.
    ///
    /// @return whether all are safe; those that are not are settled here and now, and come twice
    private boolean splitUp(Delivery delivery) throws InterruptedException {
        try {
            var messages = reading.members(delivery).stream().map(IntakeHandler::message);
            return splits.publishAll(messages.toList()).stream().allMatch(Confirm::confirmed);
        } catch (JacksonException _) {
            return false; // buried by the decoding that follows
        }
    }

    private static Message message(Submission member) {
        return Message.of(
                Route.CONVERSATION_ENDED, member.origin(), member.headers(), member.body());
    }

    private boolean clear(List<Suspect> settled) {
        suspects.clear(settled);
        return true;
    }

    /// A stop is not a death.
    private void putDown(List<Suspect> started) {
        try {
            suspects.clear(started);
        } catch (NestedRuntimeException _) {
            // the store is away, and we must go; one start too many stays counted
        }
    }
}
