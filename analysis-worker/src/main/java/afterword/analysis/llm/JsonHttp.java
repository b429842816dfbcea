// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.concurrent.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends JSON and gets a bounded reply, or a word for why not.
///
/// Over the JDK's client with HTTP/1.1: its HTTP/2 fails at once when a server's stream limit is
/// reached (JDK-8225647). Connections are kept; there are never more than calls in flight, which
/// the caller's permits bound. No redirects, no repeats, no cookies. Thread-safe.
///
/// An idle connection of that client keeps a buffer and its whole last exchange. Ten thousand of
/// them were 370 MB, so the buffers are small here and the bodies are let go of; only what came as
/// a stream stays until the next call.
public final class JsonHttp implements AutoCloseable {

    static {
        // Read once by the client's classes; 16 kB by default. A reply of the usual 1 to 4 kB comes
        // in one read. Who gives another on the command line keeps it.
        var size = "jdk.httpclient.bufsize";
        System.setProperty(size, System.getProperty(size, "4096"));
    }

    private final HttpClient client;
    private final ThreadPoolExecutor executor;
    private final HttpSettings settings;
    private final InstantSource clock;

    /// @param clock reads dates of `Retry-After` only
    public JsonHttp(HttpSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.executor = executor(settings.threads());
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.connectTimeout())
                        .executor(executor)
                        .build();
    }

    /// What is posted.
    ///
    /// @param timeout of the whole call
    /// @param errors what a refusal means
    record Post(
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Duration timeout,
            ErrorTable errors) {}

    /// Posts a body and waits for the whole reply.
    ///
    /// @param timeout of the whole call
    /// @throws InterruptedException when the caller was interrupted; the request has been aborted
    public CallEnd post(URI uri, Map<String, String> headers, byte[] body, Duration timeout)
            throws InterruptedException {
        return post(new Post(uri, headers, body, timeout, ErrorTable.PLAIN));
    }

    /// Asks for a resource and waits for the whole reply.
    ///
    /// @param timeout of the whole call
    /// @throws InterruptedException when the caller was interrupted; the request has been aborted
    public CallEnd get(URI uri, Map<String, String> headers, Duration timeout)
            throws InterruptedException {
        return send(
                new Post(uri, headers, new byte[0], timeout, ErrorTable.PLAIN),
                HttpRequest.newBuilder(uri).GET());
    }

    /// Posts a body and waits for the whole reply; a stream of events is put together.
    ///
    /// @throws InterruptedException when the caller was interrupted; the request has been aborted
    CallEnd post(Post post) throws InterruptedException {
        var body = new RequestBody(post.body());
        try {
            return send(
                    post,
                    HttpRequest.newBuilder(post.uri())
                            .POST(body)
                            .setHeader("Content-Type", "application/json"));
        } finally {
            body.letGo();
        }
    }

    private CallEnd send(Post post, HttpRequest.Builder request) throws InterruptedException {
        var exchange = new Exchange(post);
        request.timeout(exchange.patience);
        post.headers().forEach(request::setHeader);
        request.setHeader("Accept", "application/json, text/event-stream");
        return exchange.await(client.sendAsync(request.build(), exchange.handler()));
    }

    /// Aborts what is running and ends the threads.
    @Override
    public void close() {
        client.shutdownNow();
        executor.shutdown();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static ThreadPoolExecutor executor(int threads) {
        var number = new AtomicInteger();
        var executor =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        30,
                        TimeUnit.SECONDS,
                        // bounded by the calls in flight, each of which has few tasks here at a
                        // time
                        new LinkedBlockingQueue<>(),
                        task ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("http-" + number.getAndIncrement())
                                        .unstarted(task));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /// One request on its way. The client's own time-out ends with the reply's headers (JDK 25);
    /// from then on the waiting thread watches for silence.
    private final class Exchange {

        private final long begun = System.nanoTime();
        private final Duration patience; // of the client, from the call to the reply's headers
        private final Deadline deadline;
        private final ErrorTable errors;
        private final AtomicBoolean headersCame = new AtomicBoolean();
        // written by the client's threads, read by the caller
        private volatile @Nullable Duration firstByte;
        private volatile Deadline silence;
        private volatile @Nullable ReplyBody streamed;

        Exchange(Post post) {
            this.patience = min(settings.firstByteTimeout(), post.timeout());
            this.deadline = Deadline.after(post.timeout());
            this.errors = post.errors();
            this.silence = Deadline.after(settings.firstByteTimeout());
        }

        BodyHandler<ReplyBody> handler() {
            return info -> {
                headersCame.set(true);
                boolean events =
                        info.statusCode() < 300
                                && info.headers()
                                        .firstValue("content-type")
                                        .orElse("")
                                        .startsWith("text/event-stream");
                var body =
                        new ReplyBody(
                                settings.replyLimit().toBytes(), events, executor, this::heard);
                streamed = events ? body : null;
                return body;
            };
        }

        private void heard() {
            if (firstByte == null) {
                firstByte = latency();
            }
            silence = Deadline.after(settings.idleTimeout());
        }

        CallEnd await(CompletableFuture<HttpResponse<ReplyBody>> reply)
                throws InterruptedException {
            try {
                while (!deadline.passed() && !silence.passed()) {
                    long patience = Math.min(deadline.nanosLeft(), silence.nanosLeft());
                    // from the first byte on the silence that is borne is shorter
                    var come =
                            within(reply, Math.min(patience, settings.idleTimeout().toNanos() / 4));
                    if (come != null) {
                        return read(come);
                    }
                }
                var body = streamed;
                if (body != null && body.giveUp()) {
                    return read(reply.get());
                }
                return broken(late());
            } catch (ExecutionException e) {
                return broken(classOf(e));
            } finally {
                reply.cancel(true); // aborts the request unless it has ended
            }
        }

        private static @Nullable HttpResponse<ReplyBody> within(
                CompletableFuture<HttpResponse<ReplyBody>> reply, long nanos)
                throws InterruptedException, ExecutionException {
            try {
                return reply.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return null;
            }
        }

        private CallEnd read(HttpResponse<ReplyBody> reply) {
            var body = reply.body().take();
            if (reply.statusCode() >= 200 && reply.statusCode() < 300) {
                var latency = latency();
                var first = firstByte;
                return new CallEnd.Replied(body, latency, first == null ? latency : first);
            }
            return new CallEnd.Broken(
                    errors.classOf(reply.statusCode(), body),
                    RetryAfter.of(reply.headers(), clock),
                    latency());
        }

        private CallEnd broken(CallClass why) {
            return new CallEnd.Broken(why, null, latency());
        }

        /// The client says "request timed out" too where the connection came about in the very
        /// moment in which the time for connecting ran out: many connections at once on a busy
        /// machine.
        private boolean early() {
            return latency().compareTo(patience) < 0;
        }

        private CallClass late() {
            if (firstByte == null) {
                return CallClass.NO_FIRST_BYTE;
            }
            return deadline.passed() ? CallClass.TOTAL_TIMEOUT : CallClass.STALLED;
        }

        private CallClass classOf(ExecutionException failure) {
            return switch (failure.getCause()) {
                case HttpConnectTimeoutException _ -> CallClass.NO_CONNECTION;
                case HttpTimeoutException _ -> early() ? CallClass.NO_CONNECTION : late();
                case ConnectException _ -> CallClass.NO_CONNECTION;
                case SSLException _ -> CallClass.NO_CONNECTION;
                case IOException e when e.getCause() instanceof UnresolvedAddressException ->
                        CallClass.NO_CONNECTION;
                case IOException e when isTooLarge(e) -> CallClass.OVERSIZE;
                case IOException _ -> headersCame.get() ? CallClass.CUT_OFF : CallClass.RESET;
                case null, default ->
                        throw new IllegalStateException("the HTTP client failed", failure);
            };
        }

        /// The client may wrap what the body's collector has thrown.
        private static boolean isTooLarge(IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ReplyBody.TooLarge) {
                    return true;
                }
            }
            return false;
        }

        private Duration latency() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }
}
