// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// The frames of a connection, read only while its [Brake] allows.
///
/// Tells the brake of each message as soon as its last byte is read: those who take it do so on
/// another thread, and later. For the connection's reading thread.
final class BrakedFrames implements FrameHandler {

    /// Where a content header says how long the body is: after class and weight (AMQP 0-9-1,
    /// 2.3.5.2).
    private static final int BODY_SIZE = 4;

    private final FrameHandler frames;
    private final Brake brake;
    private final Map<Integer, Long> left = new HashMap<>(); // bytes of the body, by channel

    BrakedFrames(FrameHandler frames, Brake brake) {
        this.frames = frames;
        this.brake = brake;
    }

    @Override
    public Frame readFrame() throws IOException {
        brake.awaitRoom();
        var frame = frames.readFrame();
        if (frame != null) { // none: a read timed out
            count(frame);
        }
        return frame;
    }

    private void count(Frame frame) {
        if (frame.type == AMQP.FRAME_HEADER) {
            expect(frame.channel, ByteBuffer.wrap(frame.getPayload()).getLong(BODY_SIZE));
        } else if (frame.type == AMQP.FRAME_BODY) {
            int length = frame.getPayload().length;
            brake.read(length);
            expect(frame.channel, left.getOrDefault(frame.channel, 0L) - length);
        }
    }

    private void expect(int channel, long bytes) {
        if (bytes > 0) {
            left.put(channel, bytes);
        } else {
            left.remove(channel);
            brake.complete();
        }
    }

    @Override
    public void close() {
        brake.release();
        frames.close();
    }

    @Override
    public boolean internalHearbeat() {
        return frames.internalHearbeat();
    }

    @Override
    public void setTimeout(int timeoutMs) throws SocketException {
        frames.setTimeout(timeoutMs);
    }

    @Override
    public int getTimeout() throws SocketException {
        return frames.getTimeout();
    }

    @Override
    public void sendHeader() throws IOException {
        frames.sendHeader();
    }

    @Override
    public void initialize(AMQConnection connection) {
        frames.initialize(connection);
    }

    @Override
    public void finishConnectionNegotiation() {
        frames.finishConnectionNegotiation();
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        frames.writeFrame(frame);
    }

    @Override
    public void flush() throws IOException {
        frames.flush();
    }

    @Override
    public InetAddress getLocalAddress() {
        return frames.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return frames.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return frames.getAddress();
    }

    @Override
    public int getPort() {
        return frames.getPort();
    }
}
