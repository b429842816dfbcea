// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.Confirm;
import afterword.messaging.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A message under way. Thread-safe.
final class Publication {

    private enum Step {
        QUEUED,
        SENT,
        ENDED
    }

    private final Message message;
    private final long since = System.nanoTime();
    private final CompletableFuture<Confirm> result = new CompletableFuture<>();
    private final AtomicReference<Step> step = new AtomicReference<>(Step.QUEUED);
    private final AtomicInteger outstanding;

    /// @param outstanding counted up now, and down at the end
    Publication(Message message, AtomicInteger outstanding) {
        this.message = message;
        this.outstanding = outstanding;
        outstanding.incrementAndGet();
    }

    Message message() {
        return message;
    }

    CompletableFuture<Confirm> result() {
        return result;
    }

    /// Takes it out of the queue.
    ///
    /// @return false when it has ended there
    boolean send() {
        return step.compareAndSet(Step.QUEUED, Step.SENT);
    }

    boolean ended() {
        return step.get() == Step.ENDED;
    }

    /// When it was made, by [System#nanoTime].
    long since() {
        return since;
    }

    /// Ends it; later ends are ignored.
    void end(Confirm confirm) {
        if (step.getAndSet(Step.ENDED) != Step.ENDED) {
            outstanding.decrementAndGet();
            result.complete(confirm);
        }
    }

    /// Ends it without an answer: refused where it was not sent, unknown where it was.
    void giveUp(String why) {
        boolean queued = step.get() == Step.QUEUED && step.compareAndSet(Step.QUEUED, Step.SENT);
        end(queued ? new Confirm.Refused(why) : new Confirm.Unknown(why));
    }
}
