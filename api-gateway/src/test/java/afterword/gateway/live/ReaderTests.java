// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReaderTests {

    private static Reader reader(int mailbox, Duration heartbeat, Duration limit) {
        return new Reader(new StreamSettings(1, mailbox, heartbeat, limit));
    }

    private static Reader reader() {
        return reader(4, Duration.ofSeconds(15), Duration.ofMinutes(1));
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesWhatWasGivenBeforeItEnds() throws InterruptedException {
        var reader = reader();
        var out = new ByteArrayOutputStream();
        reader.offer(Note.of("1", "status", "{\"a\":\n\"ü\"}".getBytes(StandardCharsets.UTF_8)));
        reader.end(StreamEnd.ENDED);
        reader.offer(Note.of("late", "{}"));
        assertThat(reader.pump(out)).isEqualTo(StreamEnd.ENDED);
        assertThat(text(out)).isEqualTo("id: 1\nevent: status\ndata: {\"a\": \"ü\"}\n\n");
    }

    @Test
    void breaksNoMessageByALineOfItsData() throws InterruptedException {
        var reader = reader();
        var out = new ByteArrayOutputStream();
        reader.offer(Note.of("now", "{\r\n\r\nevent: bye\n\n}"));
        reader.end(StreamEnd.ENDED);
        reader.pump(out);
        assertThat(text(out).strip().lines()).hasSize(2);
    }

    @Test
    void saysWhyItEnds() throws InterruptedException {
        var reader = reader();
        var out = new ByteArrayOutputStream();
        reader.end(StreamEnd.STOPPING);
        reader.end(StreamEnd.ENDED);
        assertThat(reader.pump(out)).isEqualTo(StreamEnd.STOPPING);
        assertThat(text(out)).isEqualTo("event: bye\ndata: {\"reason\":\"stopping\"}\n\n");
    }

    @Test
    void dropsWhoDoesNotTakeItsMessages() throws Exception {
        var reader = reader();
        var stuck = new CountDownLatch(1);
        var writing = new CountDownLatch(1);
        var out = new ByteArrayOutputStream();
        var slow =
                new OutputStream() {
                    @Override
                    public void write(int next) {
                        out.write(next);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        writing.countDown();
                        try {
                            assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        out.write(bytes, from, length);
                    }
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            reader.offer(Note.of("first", "{}"));
            var end = CompletableFuture.supplyAsync(() -> pump(reader, slow), threads);
            assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                reader.offer(Note.of("more", "{}")); // never blocks
            }
            assertThat(reader.end()).isEqualTo(StreamEnd.SLOW);
            stuck.countDown();
            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(StreamEnd.SLOW);
        }
        assertThat(text(out)).contains("event: first").doesNotContain("event: more");
        assertThat(text(out)).endsWith("event: bye\ndata: {\"reason\":\"slow\"}\n\n");
    }

    private static StreamEnd pump(Reader reader, OutputStream out) {
        try {
            return reader.pump(out);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellsAWriteThatLastsTooLongFromAClientThatIsGone() throws InterruptedException {
        assertThat(endOf(new IOException(new SocketTimeoutException()))).isEqualTo(StreamEnd.SLOW);
        assertThat(endOf(new IOException("Broken pipe"))).isEqualTo(StreamEnd.GONE);
    }

    private static StreamEnd endOf(IOException failure) throws InterruptedException {
        var reader = reader();
        reader.offer(Note.of("now", "{}"));
        return reader.pump(
                new OutputStream() {
                    @Override
                    public void write(int next) throws IOException {
                        throw failure;
                    }
                });
    }

    @Test
    void beatsInSilenceAndEndsAtTheLimit() throws InterruptedException {
        var reader = reader(1, Duration.ofMillis(20), Duration.ofMillis(110));
        var out = new ByteArrayOutputStream();
        assertThat(reader.pump(out)).isEqualTo(StreamEnd.LIMIT);
        assertThat(text(out)).startsWith(": .\n\n: .\n\n").endsWith("{\"reason\":\"limit\"}\n\n");
    }
}
