// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Collects the body of a reply, whole or streamed, up to a limit.
///
/// Written by the client's threads one after another; the caller is told of each byte that comes,
/// and takes the whole once.
final class ReplyBody implements BodySubscriber<ReplyBody> {

    /// The reply is larger than the limit.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// A stream ended before the model said that it was finished.
    static final class Unfinished extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Time for the orderly end of a stream after its last event: a connection whose end is read
    /// serves the next call.
    private static final Duration AFTERMATH = Duration.ofSeconds(1);

    private final long limit;
    private final @Nullable EventStream events;
    private final Executor executor;
    private final Runnable onBytes;
    private final CompletableFuture<ReplyBody> end = new CompletableFuture<>();
    private final AtomicReference<byte @Nullable []> whole = new AtomicReference<>();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    /// @param streamed whether it comes as server-sent events
    /// @param executor of the client
    /// @param onBytes told of every sign of life
    ReplyBody(long limit, boolean streamed, Executor executor, Runnable onBytes) {
        this.limit = limit;
        this.events = streamed ? new EventStream(limit) : null;
        this.executor = executor;
        this.onBytes = onBytes;
    }

    @Override
    public CompletionStage<ReplyBody> getBody() {
        return end;
    }

    /// What came, once it is whole; let go of here.
    ///
    /// @throws IllegalStateException when it is not whole, or was taken before
    byte[] take() {
        var taken = whole.getAndSet(null);
        if (taken == null) {
            throw new IllegalStateException("no body to take");
        }
        return taken;
    }

    private boolean complete(byte[] all) {
        // two threads may come here with the same; only what is taken matters
        whole.compareAndSet(null, all);
        return end.complete(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        onBytes.run();
        for (var buffer : buffers) {
            if (!end.isDone() && !take(buffer)) {
                end.completeExceptionally(new TooLarge());
                cancel();
            }
        }
    }

    private boolean take(ByteBuffer buffer) {
        if (events != null) {
            boolean within = events.feed(buffer);
            if (within && events.over()) {
                finish(events);
                CompletableFuture.delayedExecutor(
                                AFTERMATH.toMillis(), TimeUnit.MILLISECONDS, executor)
                        .execute(this::cancel);
            }
            return within;
        }
        if (bytes.size() + (long) buffer.remaining() > limit) {
            return false;
        }
        var part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
        return true;
    }

    private void cancel() {
        var running = subscription;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void onError(Throwable problem) {
        if (!salvage()) {
            end.completeExceptionally(problem);
        }
    }

    /// A model that has said that it is finished has answered, whatever became of the connection.
    private boolean salvage() {
        return events != null && events.finished() && complete(events.whole());
    }

    /// Ends the wait for a reply that stays open in silence.
    ///
    /// @return whether the model had said all
    boolean giveUp() {
        return salvage();
    }

    @Override
    public void onComplete() {
        if (events == null) {
            complete(bytes.toByteArray());
            bytes = new ByteArrayOutputStream(0);
            return;
        }
        events.end();
        finish(events);
    }

    private void finish(EventStream events) {
        if (events.finished()) {
            complete(events.whole());
        } else {
            end.completeExceptionally(new Unfinished());
        }
    }
}
