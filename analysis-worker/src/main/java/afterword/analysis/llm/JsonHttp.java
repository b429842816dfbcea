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
import java.net.http.HttpResponse.BodyHandlers;
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

/// Posts JSON and gets a bounded reply, or a word for why not.
///
/// Over the JDK's client with HTTP/1.1: its HTTP/2 fails at once when a server's stream limit is
/// reached (JDK-8225647). Connections are kept; there are never more than calls in flight, which
/// the caller's permits bound. No redirects, no repeats, no cookies. Thread-safe.
public final class JsonHttp implements AutoCloseable {

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

    /// Posts a body and waits for the whole reply.
    ///
    /// @param timeout of the whole call
    /// @throws InterruptedException when the caller was interrupted; the request has been aborted
    public CallEnd post(URI uri, Map<String, String> headers, byte[] body, Duration timeout)
            throws InterruptedException {
        var deadline = Deadline.after(timeout);
        var exchange = new Exchange(deadline);
        var firstByte = min(settings.firstByteTimeout(), timeout);
        var request =
                HttpRequest.newBuilder(uri)
                        .timeout(firstByte) // in JDK 25 it ends with the reply's headers
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        request.setHeader("Content-Type", "application/json");
        request.setHeader("Accept", "application/json");
        var handler = BodyHandlers.limiting(exchange.handler(), settings.replyLimit().toBytes());
        return exchange.await(client.sendAsync(request.build(), handler));
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

    /// One request on its way.
    private final class Exchange {

        private final long begun = System.nanoTime();
        private final Deadline deadline;
        private final AtomicBoolean headersCame = new AtomicBoolean();

        Exchange(Deadline deadline) {
            this.deadline = deadline;
        }

        BodyHandler<byte[]> handler() {
            return info -> {
                headersCame.set(true);
                return BodyHandlers.ofByteArray().apply(info);
            };
        }

        CallEnd await(CompletableFuture<HttpResponse<byte[]>> reply) throws InterruptedException {
            try {
                return read(reply.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException _) {
                return broken(late());
            } catch (ExecutionException e) {
                return broken(classOf(e));
            } finally {
                reply.cancel(true); // aborts the request unless it has ended
            }
        }

        private CallEnd read(HttpResponse<byte[]> reply) {
            if (reply.statusCode() >= 200 && reply.statusCode() < 300) {
                return new CallEnd.Replied(reply.body(), latency());
            }
            return new CallEnd.Broken(
                    ErrorBody.classOf(reply.statusCode(), reply.body()),
                    RetryAfter.of(reply.headers(), clock),
                    latency());
        }

        private CallEnd broken(CallClass why) {
            return new CallEnd.Broken(why, null, latency());
        }

        private CallClass late() {
            return headersCame.get() ? CallClass.TOTAL_TIMEOUT : CallClass.NO_FIRST_BYTE;
        }

        private CallClass classOf(ExecutionException failure) {
            return switch (failure.getCause()) {
                case HttpConnectTimeoutException _ -> CallClass.NO_CONNECTION;
                case HttpTimeoutException _ -> late();
                case ConnectException _ -> CallClass.NO_CONNECTION;
                case SSLException _ -> CallClass.NO_CONNECTION;
                case IOException e when e.getCause() instanceof UnresolvedAddressException ->
                        CallClass.NO_CONNECTION;
                case IOException e when exceedsLimit(e) -> CallClass.OVERSIZE;
                case IOException _ -> headersCame.get() ? CallClass.CUT_OFF : CallClass.RESET;
                case null, default ->
                        throw new IllegalStateException("the HTTP client failed", failure);
            };
        }

        /// The limiting handler has no exception type of its own.
        private static boolean exceedsLimit(IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                var message = cause.getMessage();
                if (message != null && message.contains("capacity")) {
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
