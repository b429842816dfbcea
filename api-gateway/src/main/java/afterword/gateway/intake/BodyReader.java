// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.InputLimits;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Reads bodies as bytes, counting: a limit for each, a limit for all of them together, and a limit
/// of time, whatever Content-Length says. Thread-safe.
final class BodyReader {

    /// Allocated up front at most, so that announcing a large body costs its sender, not us.
    private static final int FIRST_BUFFER = 64 * 1024;

    private static final int BLOCK = 1024;
    private static final long PATIENCE_MS = 500;

    private final int limit;
    private final long nanos;
    private final Semaphore blocks;

    BodyReader(IntakeSettings settings) {
        this.limit = InputLimits.DEFAULT.bodyBytes();
        this.nanos = settings.bodyTimeout().toNanos();
        this.blocks = new Semaphore((int) (settings.bodyMemory().toBytes() / BLOCK));
    }

    /// A body in memory; closing gives its share of the memory back.
    ///
    /// @param bytes not copied
    record Body(byte[] bytes, Share share) implements AutoCloseable {

        @Override
        public void close() {
            share.close();
        }
    }

    /// Reads the whole body, or refuses.
    Body read(HttpServletRequest request) {
        checkEncoding(request);
        long announced = request.getContentLengthLong();
        if (announced > limit) {
            throw tooLarge();
        }
        var share = new Share(blocks);
        boolean whole = false;
        try {
            var bytes = bytes(request.getInputStream(), announced, share);
            whole = true;
            return new Body(bytes, share);
        } catch (SocketTimeoutException _) {
            throw tooSlow();
        } catch (IOException _) {
            throw broken();
        } finally {
            if (!whole) {
                share.close();
            }
        }
    }

    /// Reads into a buffer that doubles; a body of announced, small length is never copied.
    private byte[] bytes(InputStream in, long announced, Share share) throws IOException {
        long deadline = System.nanoTime() + nanos;
        int first = announced < 0 ? 8 * BLOCK : Math.clamp(announced, 1, FIRST_BUFFER);
        var buffer = new byte[first];
        share.grow(first);
        int length = fill(in, buffer, 0, deadline);
        while (length == buffer.length && length != announced && length <= limit) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * length, limit + 1));
            share.grow(buffer.length);
            length = fill(in, buffer, length, deadline);
        }
        if (length > limit) {
            throw tooLarge();
        }
        if (length < announced) {
            throw broken();
        }
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    /// Fills the buffer from `from` until it is full or the body has ended; returns how far.
    private static int fill(InputStream in, byte[] buffer, int from, long deadline)
            throws IOException {
        int length = from;
        while (length < buffer.length) {
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                break;
            }
            if (System.nanoTime() - deadline > 0) {
                throw tooSlow();
            }
            length += read;
        }
        return length;
    }

    private static void checkEncoding(HttpServletRequest request) {
        if (request.getHeader("Content-Encoding") != null) {
            throw Refusal.of(
                    ProblemKind.CONTENT_ENCODING, "Send the body as it is, without encoding.");
        }
        var charset = request.getCharacterEncoding();
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw Refusal.of(ProblemKind.MEDIA_TYPE, "JSON is UTF-8; leave the charset out.");
        }
    }

    private Refusal tooLarge() {
        return Refusal.of(ProblemKind.TOO_LARGE, "A body has at most " + limit + " bytes.");
    }

    private static Refusal tooSlow() {
        return Refusal.of(ProblemKind.REQUEST_TIMEOUT, "Send the body without pauses.");
    }

    private static Refusal broken() {
        return Refusal.of(ProblemKind.REQUEST, "The body ended before its announced length.");
    }

    /// One body's part of the memory for all bodies. For one thread.
    static final class Share implements AutoCloseable {

        private final Semaphore blocks;
        private int held;

        Share(Semaphore blocks) {
            this.blocks = blocks;
        }

        private void grow(int bytes) {
            int wanted = Math.ceilDiv(bytes, BLOCK) - held;
            try {
                if (!blocks.tryAcquire(wanted, PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                    throw Refusal.of(
                                    ProblemKind.BUSY,
                                    "Too many large bodies at once; repeat with the same key.")
                            .retryAfter(1);
                }
                held += wanted;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw broken();
            }
        }

        @Override
        public void close() {
            blocks.release(held);
            held = 0;
        }
    }
}
