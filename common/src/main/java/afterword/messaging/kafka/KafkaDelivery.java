// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import afterword.messaging.Delivery;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A record handed out. Settling it after its partition has gone to another process does nothing.
final class KafkaDelivery implements Delivery {

    private static final byte[] EMPTY = {};

    private final ConsumerRecord<byte[], byte[]> record;
    private final Map<String, String> headers;
    private final Track track;
    private final Track.Slot slot;
    private final boolean redelivered;
    private final Held held;
    private final AtomicBoolean counted = new AtomicBoolean(true);

    /// @param held counted up now, and down when it is done or dropped
    KafkaDelivery(ConsumerRecord<byte[], byte[]> record, Track track, Held held) {
        this.record = record;
        this.headers = KafkaHeaders.read(record.headers());
        this.track = track;
        this.redelivered = track.doubts(record.offset());
        this.slot = track.handOut(record.offset());
        this.held = held;
        held.add(body().length);
    }

    Track track() {
        return track;
    }

    @Override
    public byte[] body() {
        var value = record.value();
        return value == null ? EMPTY : value; // a tombstone is no message of ours, but may come
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String origin() {
        return "kafka:" + track.partition() + "@" + record.offset();
    }

    @Override
    public String channel() {
        return "kafka";
    }

    @Override
    public boolean redelivered() {
        return redelivered;
    }

    @Override
    public void claimed() {
        slot.release();
    }

    @Override
    public void done() {
        slot.release();
        uncount();
    }

    /// It will not be handled here: no longer in flight, and its offset stays uncommitted.
    void leave() {
        slot.leave();
        uncount();
    }

    private void uncount() {
        if (counted.compareAndSet(true, false)) {
            held.remove(body().length);
        }
    }
}
